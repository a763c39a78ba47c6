using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Control;
using Butler.Local.QlikCloud.Events;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Cli.Send;

/// <summary>
/// Lets the simulated Qlik Cloud of <c>butler up</c> know the end of a reload before it is sent, so that it can be asked about the app, its
/// owner and the script log. The simulator itself does not call the webhook.
/// </summary>
internal sealed class SimulatedReload(Uri? address) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };

    /// <returns>The reload; null without a simulator, and when it did not answer.</returns>
    public async Task<ReloadEnd?> TryAsync(CloudCall call, TextWriter error, CancellationToken cancellationToken)
    {
        if (address is null)
        {
            return null;
        }

        try
        {
            using var answer = await http.PostAsJsonAsync(
                new Uri(address, $"{TenantSet.Control}/tenants/{Uri.EscapeDataString(call.Tenant)}/reloads"),
                new JsonObject
                {
                    ["appId"] = call.AppId,
                    ["status"] = call.Status,
                    ["errorMessage"] = call.Status == ReloadStatus.Failed ? call.Message : null,
                    ["deliver"] = false,
                },
                cancellationToken);
            answer.EnsureSuccessStatusCode();
            return (await answer.Content.ReadFromJsonAsync<EndedReload>(ControlJson.Options, cancellationToken))?.Reload;
        }
        catch (Exception e) when ((e is HttpRequestException or IOException or JsonException or TaskCanceledException)
            && !cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync(
                $"butler send: the simulated Qlik Cloud at {address} does not know the reload, so only the event is sent: {e.Message}");
            return null;
        }
    }

    public void Dispose() => http.Dispose();
}
