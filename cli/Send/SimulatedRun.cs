using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Local.Sense.Datagrams;

namespace Butler.Cli.Send;

/// <summary>
/// Lets the simulated site of <c>butler up</c> run a task, so that the repository knows the execution and the alert has its details, such
/// as the failing lines of the script log. The site sends the datagram itself.
/// </summary>
internal static class SimulatedRun
{
    /// <summary>Runs the task, if the site can execute the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="error">Receives the reason when the site could not run the task.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A report; null if only a datagram must be sent.</returns>
    public static async Task<string?> TryAsync(DatagramRequest request, TextWriter error, CancellationToken cancellationToken)
    {
        if (request is not { Count: 1, Up: { Sense: { } address } up, Fields.IsOnlyTask: true } || Outcome(request.Type) is not { } outcome)
        {
            return null;
        }

        try
        {
            using var site = Client(address, up.SenseRootPath);
            var task = request.Fields.Task ?? SenseEvents.Datagram(request.Type, "", default).TaskName;
            if (!await HasAsync(site, task, Kind(request.Type), cancellationToken))
            {
                return null;
            }

            using var answer = await site.PostAsJsonAsync(
                "simulator/run", new JsonObject { ["task"] = task, ["outcome"] = outcome }, cancellationToken);
            answer.EnsureSuccessStatusCode();
            var run = await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
            return $"The simulated site ran the task '{task}' ({outcome}) and sent {request.Type} to {request.To}, execution "
                + $"{run!["executionId"]}";
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException
            or System.Security.Cryptography.CryptographicException)
        {
            await error.WriteLineAsync(
                $"butler send: the simulated site at {address} did not run the task, so only the datagram is sent: {e.Message}");
            return null;
        }
    }

    private static string Kind(string type) => type.Split('.')[1];

    private static string? Outcome(string type) => type.Split('.') is ["sense", not "task", var outcome] ? outcome : null;

    private static async Task<bool> HasAsync(HttpClient site, string name, string kind, CancellationToken cancellationToken)
    {
        var content = await site.GetFromJsonAsync<JsonObject>("simulator/site", cancellationToken);
        return content?["tasks"] is JsonArray tasks && tasks.Any(task =>
            name.Equals((string?)task?["name"], StringComparison.OrdinalIgnoreCase)
                && kind.Equals((string?)task?["type"], StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A client that trusts the site's own authority.</summary>
    private static HttpClient Client(Uri address, string rootPath)
    {
        var root = X509CertificateLoader.LoadCertificateFromFile(rootPath);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(root);
        return new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(10),
        };
    }
}
