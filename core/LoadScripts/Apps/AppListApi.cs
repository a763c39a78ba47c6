using System.Text.Json;
using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.Core.LoadScripts.Road;

namespace Butler.Core.LoadScripts.Apps;

/// <summary>Lists the apps of a site, under both of Butler's paths.</summary>
public sealed class AppListApi : IApi
{
    private static readonly ApiField NameContains = ApiField.Text("nameContains", "Lists only apps with this text in their name.");
    private readonly ICommandRoad road;

    /// <summary>Declares the routes.</summary>
    public AppListApi(ICommandRoad road)
    {
        this.road = road;
        List = new ApiRoute("v4/apps/list", Listing());
        OldList = new ApiRoute("v4/senselistapps", Listing());
    }

    /// <summary><c>apps/list</c>.</summary>
    public ApiRoute List { get; }

    /// <summary><c>senselistapps</c>.</summary>
    public ApiRoute OldList { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ApiRoute> Routes => [List, OldList];

    private ApiOperation<IReadOnlyList<AppAnswer>> Listing() => new(
        "GET", "Lists the apps of the site, in the order of their names.", AppsJson.Default.IReadOnlyListAppAnswer, ListAsync)
    {
        ButlerFlag = "senseListApps",
        Query = [NameContains, .. RoadFields.Query],
        Also = RoadFields.Problems,
    };

    /// <summary>A reply of the relay holds as many apps as fit into a message, so several may be needed.</summary>
    private async Task<ApiAnswer<IReadOnlyList<AppAnswer>>> ListAsync(HttpContext context)
    {
        var name = RequestFields.Query(context.Request).Text(NameContains);
        var apps = new Dictionary<string, AppAnswer>();
        var read = 0;
        while (true)
        {
            var page = await PageAsync(context, new ListArguments { NameContains = name, Skip = read, Take = 5000 });
            foreach (var app in page.Apps)
            {
                apps[app.Id] = new AppAnswer(app.Id, app.Name) { Stream = app.Stream };
            }

            read += page.Apps.Count;
            if (page.Apps.Count == 0 || read >= page.Total)
            {
                return new([.. apps.Values]);
            }
        }
    }

    private async Task<AppListResult> PageAsync(HttpContext context, ListArguments arguments)
    {
        var answer = await road.RunAsync(context, new CommandCall(
            CommandKinds.ListApps, JsonSerializer.SerializeToElement(arguments, CommandJson.Default.ListArguments))
        {
            Wait = Waiting.Asked(context.Request) ?? Waiting.ByDefault,
        });
        return answer is { Status: CommandStatus.Succeeded, Result: { } result }
            ? result.Deserialize(CommandJson.Default.AppListResult)!
            : answer.Status is null
                ? throw ProblemException.ForLoadScripts(504, "Failed getting list of Sense apps: the relay has not answered in time.")
                : throw CommandProblems.Of(answer, "Listing apps is not allowed", "Failed getting list of Sense apps");
    }
}
