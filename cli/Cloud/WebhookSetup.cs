using System.Text.Json.Nodes;
using Butler.Cli.CommandLine;
using Butler.Core.QlikCloud;
using Butler.Functions.QlikCloud;

namespace Butler.Cli.Cloud;

/// <summary>
/// Creates the webhook of a tenant, or fixes the one that it has. A webhook is found by its address, so a run that was interrupted is
/// completed by the next one. Existing webhooks are patched, because a replacement clears all that is missing, and encrypted headers are
/// not given back (https://qlik.dev/apis/rest/webhooks).
/// </summary>
internal sealed class WebhookSetup(CloudClient client, SetupWishes wishes)
{
    private const string Name = "Butler";
    private const string Description = "Calls the Butler function app, which alerts about failures. Made by `butler cloud setup`.";

    /// <summary>Sets up the webhook.</summary>
    /// <exception cref="RefusedCommandException">The tenant refuses, or the wishes cannot be fulfilled.</exception>
    /// <exception cref="CloudException">The tenant cannot be asked.</exception>
    public async Task<SetupReport> RunAsync(CancellationToken cancellationToken)
    {
        var report = new SetupReport(wishes);
        var all = await WebhookList.ReadAsync(client, cancellationToken);
        var ours = all.Where(webhook => WebhookAddress.AreSame(webhook.Url, wishes.Address)).ToList();
        var found = ours.FirstOrDefault(webhook => webhook.IsEnabled) ?? ours.FirstOrDefault();
        var events = await ChooseAsync(found, report, cancellationToken);
        NoteOthers(all, ours, found, report);
        if (found is null)
        {
            await CreateAsync(events, all.Count, report, cancellationToken);
        }
        else
        {
            await new WebhookFix(client, wishes).RunAsync(found, events, report, cancellationToken);
        }

        return report;
    }

    private async Task<IReadOnlyList<string>> ChooseAsync(WebhookState? found, SetupReport report, CancellationToken cancellationToken)
    {
        var offered = new List<string>();
        await foreach (var type in client.ListAsync($"{WebhookState.Path}/event-types", cancellationToken))
        {
            offered.AddRange(type.Text("name") is { } name ? [name] : []);
        }

        return WebhookEvents.Choose(wishes.Events, offered, found?.EventTypes ?? [], report.Notes);
    }

    private void NoteOthers(
        IReadOnlyList<WebhookState> all, List<WebhookState> ours, WebhookState? found, SetupReport report)
    {
        if (ours.Count > 1)
        {
            report.Notes.Add($"{ours.Count} webhooks have this address. {found} is used; delete the others in Qlik Cloud: "
                + $"{string.Join(", ", ours.Where(webhook => webhook != found))}.");
        }

        // The address of an app that has moved. It is not changed here, because it may be that of another app.
        foreach (var other in all.Except(ours).Where(webhook => webhook.IsOf(wishes.Tenant)))
        {
            report.Notes.Add($"The webhook {other} calls another app for the same tenant name. If that app is no more, delete it.");
        }
    }

    private async Task CreateAsync(IReadOnlyList<string> events, int present, SetupReport report, CancellationToken cancellationToken)
    {
        var level = wishes.Level ?? "tenant";
        (report.IsNew, report.Name, report.Level, report.Events) = (true, Name, level, events);
        if (wishes.IsDryRun)
        {
            return;
        }

        try
        {
            var created = await client.SendAsync(
                HttpMethod.Post,
                WebhookState.Path,
                new JsonObject
                {
                    ["name"] = Name,
                    ["description"] = Description,
                    ["url"] = wishes.Address.AbsoluteUri,
                    ["eventTypes"] = WebhookChange.Json(events),
                    ["level"] = level,
                    ["enabled"] = true,
                    ["secret"] = wishes.Secret,
                },
                cancellationToken);
            report.Id = WebhookState.Read(created).Id;
        }
        catch (CloudException e) when (e.Fault == CloudFault.Forbidden)
        {
            throw new RefusedCommandException(CloudAdvice.NotCreated(e, level, present), e);
        }
    }
}
