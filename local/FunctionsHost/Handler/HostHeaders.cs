using System.Net.Http.Headers;
using Butler.Local.FunctionsHost.Configuration;

namespace Butler.Local.FunctionsHost.Handler;

/// <summary>The headers that the real host sends to the handler.</summary>
internal static class HostHeaders
{
    public const string InvocationId = "X-Azure-Functions-InvocationId";
    public const string HostVersion = "X-Azure-Functions-HostVersion";
    public const string ProxyInvocationId = "x-ms-invocation-id";

    public static void Add(HttpRequestHeaders headers, Guid invocation)
    {
        headers.TryAddWithoutValidation(InvocationId, invocation.ToString());
        headers.TryAddWithoutValidation(HostVersion, RealHost.Version);
        headers.TryAddWithoutValidation("User-Agent", $"Azure-Functions-Host/{RealHost.Version}");
    }
}
