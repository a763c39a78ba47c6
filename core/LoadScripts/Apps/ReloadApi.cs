using System.Text.Json;
using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.Core.LoadScripts.Road;
using Butler.Core.LoadScripts.Tasks;

namespace Butler.Core.LoadScripts.Apps;

/// <summary>Reloads an app through the engine, and starts tasks after it.</summary>
public sealed class ReloadApi : IApi
{
    private const int MaxBytes = 1024 * 1024;

    private static readonly ApiField Mode = ApiField.Integer(
        "reloadMode", 0, 2, "0: as the engine decides; 1: stop at a script error; 2: go on after script errors.");

    private static readonly ApiField Partial = ApiField.Boolean("partialReload", "Whether to run the partial part of the script only.");

    private static readonly ApiField OnSuccess = ApiField.Texts(
        "startQSEoWTaskOnSuccess", "The ids of tasks to start when the reload succeeds.");

    private static readonly ApiField OnFailure = ApiField.Texts(
        "startQSEoWTaskOnFailure", "The ids of tasks to start when the reload fails.");

    private readonly ICommandRoad road;

    /// <summary>Declares the route.</summary>
    public ReloadApi(ICommandRoad road)
    {
        this.road = road;
        Reload = new ApiRoute("v4/app/{appId}/reload", new ApiOperation<ReloadAnswer>(
            "PUT", "Reloads an app, saves it, and starts tasks after it.", AppsJson.Default.ReloadAnswer, ReloadAsync)
        {
            ButlerFlag = "senseAppReload",
            Query = RoadFields.Query,
            Headers = [Waiting.Prefer, Waiting.RequestId],
            Body = [Mode, Partial, OnSuccess, OnFailure],
            Status = StatusCodes.Status201Created,
            Also = [(202, "The reload goes on."), .. RoadFields.Problems],
        })
        {
            Parts = [AppIds.Part],
        };
    }

    /// <summary><c>app/{appId}/reload</c>.</summary>
    public ApiRoute Reload { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ApiRoute> Routes => [Reload];

    private async Task<ApiAnswer<ReloadAnswer>> ReloadAsync(HttpContext context)
    {
        var body = await RequestFields.BodyAsync(context, MaxBytes, orEmpty: true);
        var (appId, wait) = (AppIds.Of(context), Waiting.Asked(context.Request));
        var arguments = new ReloadAppArguments
        {
            AppId = appId,
            Mode = body.Integer(Mode) ?? 0,
            Partial = body.Boolean(Partial) ?? false,
            StartOnSuccess = body.Texts(OnSuccess),
            StartOnFailure = body.Texts(OnFailure),
        };
        var answer = await road.RunAsync(context, new CommandCall(
            CommandKinds.ReloadApp, JsonSerializer.SerializeToElement(arguments, CommandJson.Default.ReloadAppArguments))
        {
            Wait = wait ?? Waiting.ByDefault,
            RequestId = Waiting.IdOf(context.Request),
        });
        if (answer.Status is null)
        {
            return new(new ReloadAnswer { AppId = appId, Pending = true, CommandId = answer.Id }, StatusCodes.Status202Accepted)
            {
                Headers = [.. Waiting.Applied(wait), RoadFields.Location(context, answer.Location)],
            };
        }

        return answer.Result?.Deserialize(CommandJson.Default.ReloadAppResult) is { } result
            ? new(Shown(result, answer)) { Headers = [.. Waiting.Applied(wait)] }
            : throw CommandProblems.Of(answer, "Reloading this app is not allowed", "Failed reloading the app");
    }

    private static ReloadAnswer Shown(ReloadAppResult result, CommandAnswer answer) => new()
    {
        AppId = result.AppId,
        Reloaded = result.Reloaded,
        Saved = result.Saved,
        ScriptLog = result.ScriptLog,
        Reason = answer.Error,
        Started = result.Tasks is { } tasks ? [.. tasks.Where(task => task.Outcome == TaskOutcomes.Done).Select(StartedTask.Of)] : null,
        NotStarted = result.Tasks is { } others
            ? [.. others.Where(task => task.Outcome != TaskOutcomes.Done).Select(StartedTask.Of)]
            : null,
        CommandId = answer.Id,
    };
}
