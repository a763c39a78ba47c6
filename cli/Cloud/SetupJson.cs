using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Butler.Cli.Cloud;

/// <summary>Writes what was done for a program.</summary>
internal static class SetupJson
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(SetupReport report, TextWriter output) => output.WriteLine(new JsonObject
    {
        ["tenant"] = report.Wishes.Tenant,
        ["url"] = report.Wishes.Address.AbsoluteUri,
        ["id"] = report.Id,
        ["name"] = report.Name,
        ["level"] = report.Level,
        ["eventTypes"] = WebhookChange.Json(report.Events),
        ["dryRun"] = report.Wishes.IsDryRun,
        ["outcome"] = report.Outcome,
        ["changes"] = new JsonArray([.. report.Changes.Select(change => (JsonNode)new JsonObject
        {
            ["field"] = change.Field,
            ["from"] = change.From,
            ["to"] = change.To,
        })]),
        ["notes"] = WebhookChange.Json(report.Notes),
        ["test"] = report.Trial is null ? null : new JsonObject { ["status"] = report.Trial.Status, ["problem"] = report.Trial.Problem },
        ["deliveries"] = report.History is null ? null : new JsonObject
        {
            ["count"] = report.History.Count,
            ["failed"] = report.History.Failed,
            ["lastFailed"] = report.History.LastFailed,
            ["lastStatus"] = report.History.LastFailed is null ? null : report.History.LastStatus,
        },
    }.ToJsonString(Indented));
}
