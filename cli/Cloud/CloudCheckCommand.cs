using System.CommandLine;
using Butler.Cli.CommandLine;
using Butler.Core.QlikCloud;
using Butler.Functions.Alerts;

namespace Butler.Cli.Cloud;

/// <summary><c>butler cloud check</c>: what the API key of a tenant may read, and the state of the webhook. It changes nothing.</summary>
internal static class CloudCheckCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(TimeProvider time, Func<string, string?> environment)
    {
        var target = new SetupTarget(environment);
        var command = new Command("check", "Check what the API key of a tenant may read, and its webhook; changes nothing.");
        target.AddTo(command);
        command.SetAction((parsed, cancellationToken) => CloudCommand.RunAsync("check", parsed, target, time, async (connection, client) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            await output.WriteLineAsync(connection.Title);
            var isGood = true;
            await foreach (var right in CloudRights.ReadAsync(client, cancellationToken))
            {
                isGood &= right.Problem is null;
                await output.WriteLineAsync(right.ToString());
            }

            isGood &= await WriteWebhooksAsync(output, connection.Tenant.Name, client, cancellationToken);
            return isGood ? ExitCodes.Success : ExitCodes.Failed;
        }));
        return command;
    }

    /// <returns>Whether there is one that calls.</returns>
    private static async Task<bool> WriteWebhooksAsync(
        TextWriter output, string tenant, CloudClient client, CancellationToken cancellationToken)
    {
        IReadOnlyList<WebhookState> ours;
        try
        {
            ours = [.. (await WebhookList.ReadAsync(client, cancellationToken)).Where(webhook => webhook.IsOf(tenant))];
        }
        catch (Exception e) when (e is RefusedCommandException or CloudException { Fault: not CloudFault.Unauthorized })
        {
            await output.WriteLineAsync($"webhooks: {e.Message}");
            return false;
        }

        if (ours is [])
        {
            await output.WriteLineAsync($"webhooks: none calls an app for this tenant; `butler cloud setup --tenant {tenant}` creates it");
            return false;
        }

        foreach (var webhook in ours)
        {
            await output.WriteLineAsync($"webhook {webhook}: {State(webhook)}, level {webhook.Level}, {VisibleText.Of(webhook.Url)}");
            await output.WriteLineAsync($"  events: {string.Join(", ", webhook.EventTypes)}");
            if (await DeliveryHistory.FindAsync(client, webhook.OwnPath, cancellationToken) is { } history)
            {
                await output.WriteLineAsync($"  {history}");
            }
        }

        return ours.Any(webhook => webhook.IsEnabled);
    }

    private static string State(WebhookState webhook) => webhook switch
    {
        { IsEnabled: true } => "enabled",
        { DisabledReason: { } reason } => $"disabled ({reason.TrimEnd('.')})",
        _ => "disabled",
    };
}
