namespace Butler.Core.QlikCloud;

/// <summary>Names a call in messages.</summary>
/// <param name="Tenant">The tenant's name.</param>
/// <param name="Call">Method and path, without the query.</param>
/// <param name="Redact">Removes the secrets of the call from a text.</param>
internal sealed record CloudCallName(string Tenant, string Call, Func<string, string> Redact)
{
    /// <summary>An exception about the call.</summary>
    /// <param name="fault">The kind of failure.</param>
    /// <param name="what">What happened, as the end of a sentence that begins with the call.</param>
    /// <param name="inner">The cause.</param>
    public CloudException Fault(CloudFault fault, string what, Exception? inner = null) => new(fault, Message(what), inner);

    /// <summary>A message about the call.</summary>
    public string Message(string what) => $"Qlik Cloud tenant {Tenant}: {Call} {Redact(what)}";

    /// <inheritdoc/>
    public override string ToString() => Message("");
}
