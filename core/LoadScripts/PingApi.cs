using System.Reflection;
using Butler.Core.Api;

namespace Butler.Core.LoadScripts;

/// <summary>Tells a load script that the system answers, in Butler's words.</summary>
public sealed class PingApi : IApi
{
    private static readonly string Version =
        typeof(PingApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary><c>GET butlerping</c>.</summary>
    public ApiRoute Ping { get; } = new("v4/butlerping", new ApiOperation<PingAnswer>(
        "GET", "Tells that the system answers.", LoadScriptsJson.Default.PingAnswer,
        static _ => Task.FromResult(new ApiAnswer<PingAnswer>(new PingAnswer("Butler reporting for duty", Version))))
    {
        ButlerFlag = "butlerping",
    });

    /// <inheritdoc/>
    public IReadOnlyList<ApiRoute> Routes => [Ping];
}
