using Butler.Core.Api;
using Butler.Core.LoadScripts.Road;

namespace Butler.Core.LoadScripts.Apps;

/// <summary>Describes an app without its data, under both of Butler's paths.</summary>
public sealed class AppDumpApi : IApi
{
    private readonly IAppDumps dumps;

    /// <summary>Declares the routes.</summary>
    public AppDumpApi(IAppDumps dumps)
    {
        this.dumps = dumps;
        Dump = new ApiRoute("v4/app/{appId}/dump", Describing()) { Parts = [AppIds.Part] };
        OldDump = new ApiRoute("v4/senseappdump/{appId}", Describing()) { Parts = [AppIds.Part] };
    }

    /// <summary><c>app/{appId}/dump</c>.</summary>
    public ApiRoute Dump { get; }

    /// <summary><c>senseappdump/{appId}</c>.</summary>
    public ApiRoute OldDump { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ApiRoute> Routes => [Dump, OldDump];

    private StreamedOperation Describing() => new(
        "GET", "Describes an app without its data: load script, sheets, objects, dimensions, measures, variables and more.", DumpAsync)
    {
        ButlerFlag = "senseAppDump",
        Query = RoadFields.Query,
        Headers = [Waiting.Prefer],
        Also = RoadFields.Problems,
    };

    private Task DumpAsync(HttpContext context) => dumps.WriteAsync(context, AppIds.Of(context));
}
