using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Cli.CommandLine;
using Butler.Core.QlikCloud;

namespace Butler.Cli.Cloud;

/// <summary>
/// Fixes a webhook that is there. It is patched: a replacement clears all that is missing, and encrypted headers are not given back.
/// Only the level cannot be patched.
/// </summary>
internal sealed class WebhookFix(CloudClient client, SetupWishes wishes)
{
    /// <summary>Changes what differs, unless it is a dry run.</summary>
    /// <exception cref="RefusedCommandException">The tenant refuses, or the change would lose something.</exception>
    public async Task RunAsync(
        WebhookState found, IReadOnlyList<string> events, SetupReport report, CancellationToken cancellationToken)
    {
        var changes = WebhookChange.Between(found, events, wishes.Level);
        (report.Id, report.Name, report.Level, report.Changes) = (found.Id, found.Name, wishes.Level ?? found.Level, changes);
        report.Events = [.. found.EventTypes.Union(events)];
        if (found.Filter is { } filter)
        {
            report.Notes.Add($"The webhook has a filter, which stays: {filter}. Events that it excludes do not come.");
        }

        var replaces = changes.Any(change => change.NeedsReplacement);
        if (replaces && found.EncryptedHeaders.Count > 0)
        {
            throw new RefusedCommandException(
                $"the level of the webhook {found} cannot be changed without its encrypted headers "
                    + $"({string.Join(", ", found.EncryptedHeaders)}), which Qlik Cloud does not give back; change the level in Qlik "
                    + "Cloud's administration, or leave --level out");
        }

        if (wishes.IsDryRun)
        {
            return;
        }

        try
        {
            await (replaces ? ReplaceAsync(found, changes, cancellationToken) : PatchAsync(found, changes, cancellationToken));
        }
        catch (CloudException e) when (e.Fault == CloudFault.Forbidden)
        {
            throw new RefusedCommandException(CloudAdvice.NotChanged(e, report.Level), e);
        }
    }

    private Task<JsonElement> ReplaceAsync(WebhookState found, IReadOnlyList<WebhookChange> changes, CancellationToken cancellationToken)
    {
        var whole = found.Whole();
        foreach (var change in changes)
        {
            whole[change.Field] = change.Value.DeepClone();
        }

        whole["secret"] = wishes.Secret;
        return client.SendAsync(HttpMethod.Put, found.OwnPath, whole, cancellationToken);
    }

    /// <summary>The secret is always set: it is not given back, so it cannot be compared.</summary>
    private Task<JsonElement> PatchAsync(WebhookState found, IReadOnlyList<WebhookChange> changes, CancellationToken cancellationToken)
    {
        var patch = new JsonArray([.. changes.Select(change => Operation(change.Field, change.Value.DeepClone()))]);
        patch.Add((JsonNode)Operation("secret", JsonValue.Create(wishes.Secret)));
        return client.SendAsync(HttpMethod.Patch, found.OwnPath, patch, cancellationToken);
    }

    private static JsonObject Operation(string field, JsonNode value) =>
        new() { ["op"] = "replace", ["path"] = $"/{field}", ["value"] = value };
}
