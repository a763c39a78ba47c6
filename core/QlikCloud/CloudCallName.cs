namespace Butler.Core.QlikCloud;

/// <summary>Names a call in messages.</summary>
/// <param name="Tenant">The tenant's name.</param>
/// <param name="Call">Method and path, without the query.</param>
/// <param name="Redact">Removes the secrets of the call from a text.</param>
internal sealed record CloudCallName(string Tenant, string Call, Func<string, string> Redact)
{
    /// <summary>Whether the call changes something in the tenant.</summary>
    public bool IsChange { get; init; }

    /// <summary>What to check in the configuration when the tenant answers 401.</summary>
    public string KeysToCheck { get; init; } = "apiKey or oauth of the tenant";

    /// <summary>An exception about an answer that came, and is not what the API describes.</summary>
    /// <param name="fault">The kind of failure.</param>
    /// <param name="what">What happened, as the end of a sentence that begins with the call.</param>
    /// <param name="inner">The cause.</param>
    public CloudException Fault(CloudFault fault, string what, Exception? inner = null) =>
        new(fault, Message(what), inner) { MayHaveHappened = IsChange };

    /// <summary>A message about the call.</summary>
    public string Message(string what) => $"Qlik Cloud tenant {Tenant}: {Call} {Redact(what)}";

    /// <inheritdoc/>
    public override string ToString() => Message("");
}
