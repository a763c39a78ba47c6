using System.Globalization;
using System.Text.Json;
using Butler.Core.QlikCloud;
using Butler.Functions.QlikCloud;

namespace Butler.Cli.Cloud;

/// <summary>What became of the last calls that Qlik Cloud made of a webhook.</summary>
/// <param name="Count">The number of calls that are known.</param>
/// <param name="Failed">The number of those that were not accepted.</param>
/// <param name="LastFailed">When the last one was not accepted, as Qlik Cloud writes it; null if all were.</param>
/// <param name="LastStatus">What was answered then; 0 without an answer.</param>
internal sealed record DeliveryHistory(int Count, int Failed, string? LastFailed, int LastStatus)
{
    private const int Max = 20;

    /// <summary>Reads the last calls; null when they are not shown.</summary>
    /// <exception cref="CloudException">The tenant cannot be asked.</exception>
    public static async Task<DeliveryHistory?> FindAsync(CloudClient client, string path, CancellationToken cancellationToken)
    {
        try
        {
            return Of((await client.GetAsync($"{path}/deliveries?limit={Max}", cancellationToken)).Items("data").ToList());
        }
        catch (CloudException e) when (e.Fault is CloudFault.Forbidden or CloudFault.NotFound)
        {
            return null;
        }
    }

    public override string ToString() => this switch
    {
        { Count: 0 } => "Qlik Cloud has not called it in the last seven days.",
        { Count: 1, Failed: 0 } => "Qlik Cloud's last call was accepted.",
        { Failed: 0 } => string.Create(CultureInfo.InvariantCulture, $"Qlik Cloud's last {Count} calls were accepted."),
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"Qlik Cloud's last calls: {Failed} of {Count} failed. The app {Answered} at {LastFailed}: {CloudAdvice.OfApp(LastStatus)}."),
    };

    private string Answered => LastStatus == 0 ? "did not answer" : $"answered {LastStatus}";

    private static DeliveryHistory Of(List<JsonElement> deliveries)
    {
        var failed = deliveries.Where(delivery => delivery.Text("status") is not "success")
            .OrderByDescending(delivery => delivery.Text("triggeredAt"), StringComparer.Ordinal).ToList();
        return failed is [var last, ..]
            ? new DeliveryHistory(
                deliveries.Count,
                failed.Count,
                last.Text("triggeredAt"),
                last.Member("response")?.Member("statusCode") is { ValueKind: JsonValueKind.Number } status
                    && status.TryGetInt32(out var number) ? number : 0)
            : new DeliveryHistory(deliveries.Count, 0, null, 0);
    }
}
