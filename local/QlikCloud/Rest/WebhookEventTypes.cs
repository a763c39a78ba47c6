using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Events;

namespace Butler.Local.QlikCloud.Rest;

/// <summary>The event types that a webhook can have. Only ends of reloads happen in the simulator.</summary>
internal static class WebhookEventTypes
{
    private static readonly (string Name, string Title)[] All =
    [
        (QlikReloadEvents.Finished, "Reload finished"),
        (QlikReloadEvents.EngineFinished, "App reload finished"),
        ("com.qlik.app.created", "App created"),
        ("com.qlik.app.deleted", "App deleted"),
        ("com.qlik.app.published", "App published"),
        ("com.qlik.app.data.updated", "App data updated"),
        ("com.qlik.v1.automation.run.ended", "Automation run ended"),
        ("com.qlik.core.api-key.validation.failed", "API key validation failed"),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(type => type.Name)];

    public static JsonObject Json() => new()
    {
        ["data"] = new JsonArray([.. All.Select(type => new JsonObject
        {
            ["name"] = type.Name,
            ["title"] = type.Title,
            ["levels"] = new JsonArray("tenant", "user"),
        })]),
    };
}
