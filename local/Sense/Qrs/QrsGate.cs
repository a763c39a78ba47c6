using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Qrs;

/// <summary>
/// Whom QRS lets in: who has one of its certificates, proves not to be a foreign page (xrfkey), and says as which user it comes.
/// </summary>
internal static class QrsGate
{
    private const int KeyLength = 16;

    /// <returns>The status and words of the refusal; null: come in.</returns>
    public static (int Status, string Reason)? Refuse(HttpRequest request, SenseSite site)
    {
        var key = request.Query["xrfkey"].ToString();
        if (key.Length != KeyLength || !key.All(char.IsAsciiLetterOrDigit) || request.Headers["X-Qlik-Xrfkey"].ToString() != key)
        {
            return (StatusCodes.Status400BadRequest, "XSRF prevention check failed. Possible XSRF discovered.");
        }

        return RefuseUser(request, site);
    }

    /// <summary>The same without the xrfkey, which the engine does not ask for.</summary>
    public static (int Status, string Reason)? RefuseUser(HttpRequest request, SenseSite site)
    {
        if (request.HttpContext.Connection.ClientCertificate is null)
        {
            return (StatusCodes.Status403Forbidden, "A client certificate is required.");
        }

        var parts = request.Headers["X-Qlik-User"].ToString().Split(
            ';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var (directory, userId) = (Value(parts, "UserDirectory="), Value(parts, "UserId="));
        return site.Users.Any(user => Same(user.Directory, directory) && Same(user.UserId, userId))
            ? null
            : (StatusCodes.Status403Forbidden, "The user is not known: X-Qlik-User must be UserDirectory=...; UserId=...");
    }

    private static string? Value(string[] parts, string name) =>
        parts.FirstOrDefault(part => part.StartsWith(name, StringComparison.OrdinalIgnoreCase))?[name.Length..];

    private static bool Same(string text, string? other) => text.Equals(other, StringComparison.OrdinalIgnoreCase);
}
