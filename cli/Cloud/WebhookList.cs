using Butler.Cli.CommandLine;
using Butler.Core.QlikCloud;

namespace Butler.Cli.Cloud;

/// <summary>Reads the webhooks of a tenant.</summary>
internal static class WebhookList
{
    /// <summary>All webhooks that the tenant shows.</summary>
    /// <exception cref="RefusedCommandException">They are not shown.</exception>
    public static async Task<IReadOnlyList<WebhookState>> ReadAsync(CloudClient client, CancellationToken cancellationToken)
    {
        try
        {
            var all = new List<WebhookState>();
            await foreach (var webhook in client.ListAsync($"{WebhookState.Path}?limit=100", cancellationToken))
            {
                all.Add(WebhookState.Read(webhook));
            }

            return all;
        }
        catch (CloudException e) when (e.Fault == CloudFault.Forbidden)
        {
            throw new RefusedCommandException(CloudAdvice.NoWebhooks(e), e);
        }
    }
}
