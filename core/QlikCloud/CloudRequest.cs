using System.Text.Json.Nodes;
using Butler.Core.Configuration;

namespace Butler.Core.QlikCloud;

/// <summary>A call of a tenant's REST API.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path with the query, relative to the tenant's address.</param>
internal sealed record CloudRequest(HttpMethod Method, string Path)
{
    /// <summary>The body; null: none.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>The token of an automation, which the call carries in place of the tenant's; null: the tenant's.</summary>
    [Secret]
    public string? ExecutionToken { get; init; }

    /// <summary>Whether the call changes something in the tenant.</summary>
    public bool IsChange => Method != HttpMethod.Get;

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}";
}
