namespace Butler.Local.QlikCloud.Answers;

/// <summary>A request is refused with a status, and the reason in Qlik's form.</summary>
internal sealed class TenantRefusalException(int status, string reason) : Exception(reason)
{
    public int Status => status;

    /// <summary>Qlik's code, by default <c>HTTP-STATUS</c>.</summary>
    public string? Code { get; init; }

    public static TenantRefusalException NotFound(string what) => new(StatusCodes.Status404NotFound, $"{what} was not found.");

    public static TenantRefusalException Invalid(string reason) => new(StatusCodes.Status400BadRequest, reason);
}
