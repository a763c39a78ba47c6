using Butler.Core.Api;
using Butler.Functions.Api;
using Butler.Functions.Configuration;
using Butler.Functions.QlikCloud.Commands;

namespace Butler.Functions.Schedules;

/// <summary>Schedules over HTTP, with the bodies, status codes and texts that load scripts know from Butler.</summary>
internal sealed class ScheduleApi : IApi
{
    private static readonly ApiField Id = ApiField.Text("id", "Only the schedule with this id.");

    private readonly ScheduleStore store;
    private readonly ScheduleEditor editor;
    private readonly ScheduleRows rows;
    private readonly ConfigurationSource configuration;
    private readonly TimeProvider time;

    public ScheduleApi(
        ScheduleStore store, ScheduleEditor editor, ScheduleRows rows, ConfigurationSource configuration, TimeProvider time)
    {
        (this.store, this.editor, this.rows, this.configuration, this.time) = (store, editor, rows, configuration, time);
        var (one, list) = (SchedulesJson.Default.ScheduleAnswer, SchedulesJson.Default.IReadOnlyListScheduleAnswer);
        All = new ApiRoute(
            "v4/schedules",
            new ApiOperation<IReadOnlyList<ScheduleAnswer>>("GET", "Lists schedules.", list, ListAsync)
            {
                ButlerFlag = "getSchedule",
                Query = [Id],
            },
            new ApiOperation<ScheduleAnswer>("POST", "Creates a schedule.", one, CreateAsync)
            {
                ButlerFlag = "createNewSchedule",
                Body = ScheduleBody.ForNew,
                Status = StatusCodes.Status201Created,
                Also = [(409, "There is a schedule with this id.")],
            });
        One = new ApiRoute(
            "v4/schedules/{id}",
            new ApiOperation<ScheduleAnswer>("GET", "Reads a schedule.", one, GetAsync),
            new ApiOperation<ScheduleAnswer>("PUT", "Changes a schedule; what the body lacks stays.", one, ChangeAsync)
            {
                Body = ScheduleBody.ForChange,
                Also = [(409, "The schedule stands in butler.yaml.")],
            },
            new ApiOperation<object?>("DELETE", "Deletes a schedule.", SchedulesJson.Default.Object!, DeleteAsync)
            {
                ButlerFlag = "deleteSchedule",
                Status = StatusCodes.Status204NoContent,
                Also = [(409, "The schedule stands in butler.yaml.")],
            });
    }

    /// <summary><c>schedules</c>.</summary>
    public ApiRoute All { get; }

    /// <summary><c>schedules/{id}</c>.</summary>
    public ApiRoute One { get; }

    public IReadOnlyList<ApiRoute> Routes => [All, One];

    private async Task<ApiAnswer<IReadOnlyList<ScheduleAnswer>>> ListAsync(HttpContext context)
    {
        if (RequestFields.Query(context.Request).Text(Id) is { } id)
        {
            return new([Answer(await FindAsync(context, id))]);
        }

        var caller = Caller.Of(context);
        var schedules = await store.AllAsync(context.RequestAborted);
        return new([.. schedules.Where(schedule => caller.MayUseSite(schedule.Definition.Site)).Select(Answer)]);
    }

    private async Task<ApiAnswer<ScheduleAnswer>> GetAsync(HttpContext context) =>
        new(Answer(await FindAsync(context, context.RouteText("id"))));

    private async Task<ApiAnswer<ScheduleAnswer>> CreateAsync(HttpContext context)
    {
        var options = await configuration.CurrentAsync(context.RequestAborted);
        var body = await RequestFields.BodyAsync(context, ScheduleBody.MaxBytes);
        var (id, definition) = (ScheduleBody.IdOf(body), ScheduleBody.Read(body, options, null, time.GetUtcNow()));
        var caller = Caller.Of(context);
        caller.RequireSite(definition.Site);
        RequireTarget(caller, definition);
        return await editor.CreateAsync(id ?? Guid.NewGuid(), definition, context.RequestAborted) is { } created
            ? new(Answer(created))
            : throw ProblemException.ForLoadScripts(409, $"There is a schedule with the ID {id}; nothing was created.");
    }

    private async Task<ApiAnswer<ScheduleAnswer>> ChangeAsync(HttpContext context)
    {
        var id = context.RouteText("id");
        var options = await configuration.CurrentAsync(context.RequestAborted);
        var body = await RequestFields.BodyAsync(context, ScheduleBody.MaxBytes);
        var caller = Caller.Of(context);
        var changed = await editor.ChangeAsync(
            id,
            schedule =>
            {
                caller.RequireSite(schedule.Definition.Site);
                RequireCreated(schedule);
                var definition = ScheduleBody.Read(body, options, schedule.Definition, time.GetUtcNow());
                caller.RequireSite(definition.Site);
                RequireTarget(caller, definition);
                return definition;
            },
            context.RequestAborted);
        return new(Answer(changed ?? throw NotFound(id)));
    }

    private async Task<ApiAnswer<object?>> DeleteAsync(HttpContext context)
    {
        var id = context.RouteText("id");
        if (await store.FindAsync(id, context.RequestAborted) is { } schedule)
        {
            Caller.Of(context).RequireSite(schedule.Definition.Site);
            RequireCreated(schedule);
            if (await rows.DeleteAsync(id, context.RequestAborted))
            {
                return new(null);
            }
        }

        throw ProblemException.ForLoadScripts(400, $"REST SCHEDULER: Delete for schedule ID {id} failed.");
    }

    /// <summary>A schedule of a site that the caller may not use does not exist for the caller.</summary>
    private async Task<Schedule> FindAsync(HttpContext context, string id) =>
        await store.FindAsync(id, context.RequestAborted) is { } schedule && Caller.Of(context).MayUseSite(schedule.Definition.Site)
            ? schedule
            : throw NotFound(id);

    private ScheduleAnswer Answer(Schedule schedule) => ScheduleAnswer.Of(schedule, time.GetUtcNow());

    private static ProblemException NotFound(string id) =>
        ProblemException.ForLoadScripts(400, $"REST SCHEDULER: Schedule ID {id} not found.");

    /// <summary>Who may not start something in Qlik Cloud must not let a schedule start it.</summary>
    private static void RequireTarget(Caller caller, ScheduleDefinition definition)
    {
        if (definition.Cloud is { } target)
        {
            caller.RequireFunction(target.App is not null ? CloudCommandFunctions.StartReload : CloudCommandFunctions.StartAutomation);
        }
    }

    private static void RequireCreated(Schedule schedule)
    {
        if (schedule.IsConfigured)
        {
            throw ProblemException.ForLoadScripts(
                409,
                $"The schedule {schedule.Id} stands in butler.yaml, and is changed or deleted there. Over HTTP it can be started and "
                    + $"stopped.");
        }
    }
}
