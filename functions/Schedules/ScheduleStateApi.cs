using System.Globalization;
using System.Text;
using Butler.Core.Api;
using Butler.Core.Azure.Tables;
using Butler.Functions.Api;

namespace Butler.Functions.Schedules;

/// <summary>The state of schedules over HTTP: one or all are started or stopped, and listed.</summary>
internal sealed class ScheduleStateApi : IApi
{
    private readonly ScheduleStore store;
    private readonly ScheduleStates states;
    private readonly TimeProvider time;

    public ScheduleStateApi(ScheduleStore store, ScheduleStates states, TimeProvider time)
    {
        (this.store, this.states, this.time) = (store, states, time);
        Start = Route("v4/schedules/{id}/start", "startSchedule", "Starts a schedule.", context => SetAsync(context, true, "starting"));
        Stop = Route("v4/schedules/{id}/stop", "stopSchedule", "Stops a schedule.", context => SetAsync(context, false, "stopping"));
        StartAll = Route("v4/schedules/startall", "startSchedule", "Starts all schedules.", context => SetAllAsync(context, true));
        StopAll = Route("v4/schedules/stopall", "stopSchedule", "Stops all schedules.", context => SetAllAsync(context, false));
        Status = new ApiRoute(
            "v4/schedules/status",
            new PlainOperation("GET", "Lists the states of all schedules, as text.", StatusAsync)
            {
                ButlerFlag = "getScheduleStatusAll",
                MediaType = "text/plain",
            });
    }

    /// <summary><c>schedules/{id}/start</c>.</summary>
    public ApiRoute Start { get; }

    /// <summary><c>schedules/{id}/stop</c>.</summary>
    public ApiRoute Stop { get; }

    /// <summary><c>schedules/startall</c>.</summary>
    public ApiRoute StartAll { get; }

    /// <summary><c>schedules/stopall</c>.</summary>
    public ApiRoute StopAll { get; }

    /// <summary><c>schedules/status</c>.</summary>
    public ApiRoute Status { get; }

    public IReadOnlyList<ApiRoute> Routes => [Start, Stop, StartAll, StopAll, Status];

    private static ApiRoute Route(
        string path, string flag, string summary, Func<HttpContext, Task<ApiAnswer<IReadOnlyList<ScheduleAnswer>>>> answer) => new(
        path,
        new ApiOperation<IReadOnlyList<ScheduleAnswer>>("PUT", summary, SchedulesJson.Default.IReadOnlyListScheduleAnswer, answer)
        {
            ButlerFlag = flag,
        });

    private async Task<ApiAnswer<IReadOnlyList<ScheduleAnswer>>> SetAsync(HttpContext context, bool isStarted, string action)
    {
        var id = context.RouteText("id");
        if (await store.FindAsync(id, context.RequestAborted) is { } found)
        {
            Caller.Of(context).RequireSite(found.Definition.Site);
            if (await states.SetAsync(id, isStarted, context.RequestAborted) is { } schedule)
            {
                return new([Answer(schedule)]);
            }
        }

        throw ProblemException.ForLoadScripts(400, $"REST SCHEDULER: Failed {action} schedule ID {id}.");
    }

    /// <summary>All that the caller may use. One that is deleted meanwhile is left out.</summary>
    private async Task<ApiAnswer<IReadOnlyList<ScheduleAnswer>>> SetAllAsync(HttpContext context, bool isStarted)
    {
        var answers = new List<ScheduleAnswer>();
        foreach (var each in await VisibleAsync(context))
        {
            if (await states.SetAsync(each.Id, isStarted, context.RequestAborted) is { } schedule)
            {
                answers.Add(Answer(schedule));
            }
        }

        return new(answers);
    }

    /// <summary>Butler's form, with the cron text where Butler prints the source text of its function.</summary>
    private async Task StatusAsync(HttpContext context)
    {
        try
        {
            var text = new StringBuilder("{\n");
            foreach (var schedule in await VisibleAsync(context))
            {
                text.Append(CultureInfo.InvariantCulture, $"'{schedule.Id}': cron: {schedule.Definition.Cron}: ")
                    .Append(schedule.IsStarted ? "Running" : "Stopped").Append('\n');
            }

            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(text.Append('}').ToString(), context.RequestAborted);
        }
        catch (TableException e)
        {
            context.Response.Headers.RetryAfter = "10";
            await Problem.ForLoadScripts(503, e.Message).WriteAsync(context);
        }
    }

    private async Task<IReadOnlyList<Schedule>> VisibleAsync(HttpContext context)
    {
        var caller = Caller.Of(context);
        return [.. (await store.AllAsync(context.RequestAborted)).Where(schedule => caller.MayUseSite(schedule.Definition.Site))];
    }

    private ScheduleAnswer Answer(Schedule schedule) => ScheduleAnswer.Of(schedule, time.GetUtcNow());
}
