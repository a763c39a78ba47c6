using System.Text.Json;
using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.Core.LoadScripts.Road;

namespace Butler.Core.LoadScripts.Tasks;

/// <summary>Starts tasks, and tells how their executions go, with the bodies and status codes that load scripts know from Butler.</summary>
public sealed class TaskApi : IApi
{
    private const string NoTask = "-";
    private static readonly ApiField AllMustExist = ApiField.Boolean(
        "allTaskIdsMustExist", "Whether no task is started by its id unless all ids exist.");

    private readonly ICommandRoad road;
    private readonly IKeyValueWriter pairs;
    private readonly ExecutionWait executions;
    private readonly TimeProvider time;

    /// <summary>Declares the routes.</summary>
    public TaskApi(ICommandRoad road, IKeyValueWriter pairs, ExecutionWait executions, TimeProvider time)
    {
        (this.road, this.pairs, this.executions, this.time) = (road, pairs, executions, time);
        Start = new ApiRoute("v4/reloadtask/{taskId}/start", Starting("PUT"), Starting("POST"))
        {
            Parts = [ApiField.Text("taskId", "The task; - for none.") with { Example = "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33" }],
        };
        Execution = new ApiRoute(
            "v4/executions/{executionId}",
            new ApiOperation<ExecutionAnswer>(
                "GET", "Tells how an execution goes, or how it ended.", TasksJson.Default.ExecutionAnswer, ExecutionAsync)
            {
                Query = RoadFields.Query,
                Headers = [Waiting.Prefer],
                Also = [(202, "The execution has not ended in time."), .. RoadFields.Problems],
            })
        {
            Parts =
            [
                ApiField.Text("executionId", "The execution, as the start answers it.") with
                {
                    Example = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1",
                },
            ],
        };
    }

    /// <summary><c>reloadtask/{taskId}/start</c>.</summary>
    public ApiRoute Start { get; }

    /// <summary><c>executions/{executionId}</c>.</summary>
    public ApiRoute Execution { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ApiRoute> Routes => [Start, Execution];

    private ApiOperation<StartTaskAnswer> Starting(string method) => new(
        method,
        "Starts the task of the path (- for none), and the tasks that the body selects. Key-value pairs are set first.",
        TasksJson.Default.StartTaskAnswer,
        StartAsync)
    {
        ButlerFlag = "senseStartTask",
        Query = [AllMustExist, .. RoadFields.Query],
        Headers = [Waiting.Prefer, Waiting.RequestId],
        BodyItems = StartTaskBody.Fields,
        Also = [(202, "The relay has not answered in time, or a run has not ended in time."), .. RoadFields.Problems],
    };

    private async Task<ApiAnswer<StartTaskAnswer>> StartAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        var (wait, requestId) = (Waiting.Asked(context.Request), Waiting.IdOf(context.Request));
        var allMustExist = RequestFields.Query(context.Request).Boolean(AllMustExist) ?? false;
        var body = await StartTaskBody.ReadAsync(context);
        var asked = body.Arguments(context.RouteText("taskId") is not NoTask and var id ? id : null, allMustExist);
        if (asked.TaskIds.Count + asked.Tags.Count + asked.CustomProperties.Count > StartTaskArguments.MaxSelections)
        {
            throw ProblemException.ForLoadScripts(
                400, $"A request names at most {StartTaskArguments.MaxSelections} task ids, tags and custom properties.");
        }

        await SetAsync(context, body.Pairs);
        if (asked.TaskIds.Count + asked.Tags.Count + asked.CustomProperties.Count == 0)
        {
            return new(StartTaskAnswer.Empty);
        }

        var answer = await road.RunAsync(context, new CommandCall(
            CommandKinds.StartTask, JsonSerializer.SerializeToElement(asked, CommandJson.Default.StartTaskArguments))
        {
            Wait = wait ?? Waiting.ByDefault,
            RequestId = requestId,
        });
        return await AnswerAsync(context, answer, wait - time.GetElapsedTime(started));
    }

    private async Task<ApiAnswer<StartTaskAnswer>> AnswerAsync(HttpContext context, CommandAnswer answer, TimeSpan? wait)
    {
        var headers = Waiting.Applied(Waiting.Asked(context.Request)).ToList();
        if (answer.Status is null)
        {
            return new(StartTaskAnswer.Empty with { Pending = true, CommandId = answer.Id }, StatusCodes.Status202Accepted)
            {
                Headers = [.. headers, RoadFields.Location(context, answer.Location)],
            };
        }

        if (answer.Result?.Deserialize(CommandJson.Default.StartTaskResult) is not { } result)
        {
            throw CommandProblems.Of(answer, "Starting tasks is not allowed", "Failed starting task");
        }

        var shown = StartTaskAnswer.Of(answer.Id, result.Tasks);
        var runs = shown.Started.Select(task => task.ExecutionId).OfType<string>().ToList();
        if (wait is not { } left || runs.Count == 0)
        {
            return new(shown) { Headers = headers };
        }

        var ends = await executions.WaitAsync(context, runs, left);
        shown = shown.With(ends);
        return ends.Values.All(execution => execution.Final)
            ? new(shown) { Headers = headers }
            : new(shown with { Pending = true }, StatusCodes.Status202Accepted)
            {
                Headers = [.. headers, RoadFields.Location(context, answer.Location)],
            };
    }

    private async Task<ApiAnswer<ExecutionAnswer>> ExecutionAsync(HttpContext context)
    {
        var text = context.RouteText("executionId");
        if (!Guid.TryParse(text, out var guid))
        {
            throw ProblemException.ForLoadScripts(400, "params/executionId must be the id of an execution, a GUID");
        }

        var (id, wait) = (guid.ToString(), Waiting.Asked(context.Request));
        var execution = await executions.FindAsync(context, id);
        if (wait is { } asked && !execution.Final)
        {
            execution = (await executions.WaitAsync(context, [id], asked))[id];
        }

        return execution.Status is null
            ? throw ProblemException.ForLoadScripts(
                404, $"Sense has no result of an execution {id}: it has not begun yet, there is none, or Sense has deleted it.")
            : wait is null || execution.Final
                ? new(execution) { Headers = [.. Waiting.Applied(wait)] }
                : new(execution with { Pending = true }, StatusCodes.Status202Accepted) { Headers = [.. Waiting.Applied(wait)] };
    }

    private async Task SetAsync(HttpContext context, IReadOnlyList<KeyValuePairItem> items)
    {
        foreach (var pair in items)
        {
            await pairs.CheckAsync(context, pair);
        }

        foreach (var pair in items)
        {
            await pairs.SetAsync(context, pair);
        }
    }
}
