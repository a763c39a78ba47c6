using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butler.RelayAgent.Monitors.Services.Managers;

/// <summary>The services of the simulated Sense of <c>butler up</c>, by HTTP on this machine.</summary>
internal sealed class SimulatedServiceManager : IServiceManager, IDisposable
{
    private const int RpcUnavailable = 1722;

    private readonly HttpClient http;

    /// <param name="address">The address of the simulated hosts.</param>
    public SimulatedServiceManager(Uri address)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false };
        http = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(1) };
    }

    public async Task<HostServices> ReadAsync(string? host, IReadOnlyList<string>? names)
    {
        var answer = await AskAsync(host);
        if (answer.Error != 0)
        {
            throw new ServiceManagerException(answer.Error);
        }

        if (names is null)
        {
            return new HostServices(
                [.. answer.Services.Where(each => each.Name.StartsWith(HostServices.Prefix, StringComparison.OrdinalIgnoreCase))], []);
        }

        var found = answer.Services.Where(each => names.Contains(each.Name, StringComparer.OrdinalIgnoreCase)).ToList();
        return new HostServices(found, [
            .. names.Where(name => !found.Exists(each => each.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                .Select(name => new UnreadService(name, ScmErrors.NoSuchService)),
        ]);
    }

    public void Dispose() => http.Dispose();

    private async Task<SimulatedHost> AskAsync(string? host)
    {
        try
        {
            var json = await http.GetByteArrayAsync(new Uri($"/services?host={Uri.EscapeDataString(host ?? "")}", UriKind.Relative));
            return JsonSerializer.Deserialize(json, SimulatedHostJson.Default.SimulatedHost)
                ?? throw new JsonException("The answer is empty.");
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or JsonException)
        {
            throw new ServiceManagerException(RpcUnavailable, $"the simulated Sense does not answer: {failure.Message}", failure);
        }
    }
}

/// <summary>A simulated host.</summary>
/// <param name="Error">Windows's error code of the question; 0 when it is answered.</param>
/// <param name="Services">The services.</param>
internal sealed record SimulatedHost(int Error, IReadOnlyList<WinService> Services);

/// <summary>Source-generated JSON of a simulated host.</summary>
[JsonSerializable(typeof(SimulatedHost))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class SimulatedHostJson : JsonSerializerContext;
