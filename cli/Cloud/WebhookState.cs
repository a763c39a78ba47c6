using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Configuration;
using Butler.Functions.Alerts;
using Butler.Functions.QlikCloud;

namespace Butler.Cli.Cloud;

/// <summary>A webhook as Qlik Cloud gives it back: without its secret, and with no more than the names of encrypted headers.</summary>
internal sealed record WebhookState
{
    /// <summary>The path of all webhooks.</summary>
    public const string Path = "api/v1/webhooks";

    private const int MaxUrl = 4_000;

    /// <summary>What a replacement must contain, because it clears all that is missing. Other members are read-only.</summary>
    private static readonly string[] Writable =
    [
        "name", "description", "url", "eventTypes", "level", "filter", "headers", "enabled", "checkCertificateRevocation",
        "enableCloudEventDelivery", "ownerId",
    ];

    public required string Id { get; init; }

    public required string Name { get; init; }

    [Secret]
    public required string Url { get; init; }

    public required bool IsEnabled { get; init; }

    /// <summary>Why it was disabled; null if it does not say.</summary>
    public string? DisabledReason { get; init; }

    public required IReadOnlyList<string> EventTypes { get; init; }

    /// <summary><c>tenant</c> or <c>user</c>.</summary>
    public required string Level { get; init; }

    public string? Filter { get; init; }

    /// <summary>The names of headers whose values are not given back.</summary>
    public required IReadOnlyList<string> EncryptedHeaders { get; init; }

    private JsonElement Source { get; init; }

    /// <summary>The path of this webhook.</summary>
    public string OwnPath => $"{Path}/{Uri.EscapeDataString(Id)}";

    /// <summary>Reads a webhook.</summary>
    public static WebhookState Read(JsonElement json) => new()
    {
        Id = json.Text("id") ?? "",
        Name = Shown(json, "name") ?? "",
        Url = json.Text("url", MaxUrl) ?? "",
        IsEnabled = (bool?)json.Truth("enabled") ?? false,
        DisabledReason = Shown(json, "disabledReason") ?? Shown(json, "disabledReasonCode"),
        EventTypes = Texts(json, "eventTypes"),
        Level = json.Text("level") ?? "tenant",
        Filter = Shown(json, "filter"),
        EncryptedHeaders = json.Member("encryptedHeaders") is { ValueKind: JsonValueKind.Object } headers
            ? [.. headers.EnumerateObject().Select(header => header.Name)]
            : Texts(json, "encryptedHeaders"),
        Source = json,
    };

    /// <summary>All that a replacement must contain, except the secret and the encrypted headers.</summary>
    public JsonObject Whole()
    {
        var whole = new JsonObject();
        foreach (var name in Writable)
        {
            if (Source.Member(name) is { } value && value.ValueKind != JsonValueKind.Null)
            {
                whole[name] = JsonNode.Parse(value.GetRawText());
            }
        }

        return whole;
    }

    /// <summary>Whether it calls an app for a tenant, at any host.</summary>
    public bool IsOf(string tenant) =>
        Url.TrimEnd('/').EndsWith($"/webhooks/qlik-cloud/{tenant}", StringComparison.OrdinalIgnoreCase);

    public override string ToString() => $"\"{Name}\" ({Id})";

    /// <summary>A text of the tenant as it may be written to a terminal.</summary>
    private static string? Shown(JsonElement json, string name) =>
        json.Text(name) is { } text ? VisibleText.Of(text).ReplaceLineEndings(" ") : null;

    private static IReadOnlyList<string> Texts(JsonElement json, string name) =>
        [.. json.Items(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];
}
