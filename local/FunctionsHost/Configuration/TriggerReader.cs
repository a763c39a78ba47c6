using Microsoft.AspNetCore.Routing.Patterns;
using NCrontab;

namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>Reads a function's trigger from its bindings.</summary>
internal sealed class TriggerReader(AppSettings settings)
{
    private static readonly CrontabSchedule.ParseOptions SixFields = new() { IncludingSeconds = true };

    /// <param name="root">The object with the bindings, for faults.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="bindings">One of them is the trigger; an HTTP trigger may have another binding for its answer.</param>
    /// <returns>Null when the bindings are faulty.</returns>
    public FunctionTrigger? Read(JsonSection root, string name, IReadOnlyList<JsonSection> bindings)
    {
        var triggers = bindings.Where(b => IsType(b, "httpTrigger", "timerTrigger", "serviceBusTrigger")).ToList();
        if (triggers.Count != 1)
        {
            root.Fault("bindings", $"exactly one of httpTrigger, timerTrigger and serviceBusTrigger was expected, not {triggers.Count}");
            return null;
        }

        var trigger = triggers[0];
        var binding = trigger.RequiredText("name");
        var isHttp = IsType(trigger, "httpTrigger");
        foreach (var other in bindings.Where(b => b != trigger && !(isHttp && IsType(b, "http"))))
        {
            other.Fault("type", "output and input bindings are not supported by this host");
        }

        return isHttp ? Http(trigger, name, binding)
            : IsType(trigger, "timerTrigger") ? Timer(trigger, binding)
            : Queue(trigger, binding);
    }

    private static HttpTrigger Http(JsonSection trigger, string name, string binding)
    {
        var route = trigger.Text("route") ?? name;
        try
        {
            RoutePatternFactory.Parse(route);
        }
        catch (RoutePatternException e)
        {
            trigger.Fault("route", e.Message);
        }

        var first = route.Split('/')[0];
        if (first.Equals("admin", StringComparison.OrdinalIgnoreCase) || first.Equals("runtime", StringComparison.OrdinalIgnoreCase))
        {
            trigger.Fault("route", "paths below admin and runtime belong to the host");
        }

        var level = AuthLevel.Function;
        if (trigger.Text("authLevel") is { } text && (!Enum.TryParse(text, ignoreCase: true, out level) || !Enum.IsDefined(level)))
        {
            trigger.Fault("authLevel", $"anonymous, function or admin was expected, not '{text}'");
        }

        return new HttpTrigger(binding, route, [.. trigger.Texts("methods").Select(m => m.ToUpperInvariant())], level);
    }

    private TimerTrigger? Timer(JsonSection trigger, string binding)
    {
        var text = settings.Expand(trigger, "schedule", trigger.RequiredText("schedule"));
        var schedule = CrontabSchedule.TryParse(text, SixFields);
        if (schedule is not null)
        {
            return new TimerTrigger(binding, schedule, trigger.Flag("useMonitor", true), trigger.Flag("runOnStartup", false));
        }

        if (text.Length > 0)
        {
            trigger.Fault("schedule", $"six cron fields were expected (second minute hour day month weekday), not '{text}'");
        }

        return null;
    }

    private QueueTrigger Queue(JsonSection trigger, string binding)
    {
        var queue = settings.Expand(trigger, "queueName", trigger.RequiredText("queueName"));
        var connection = trigger.Text("connection") ?? "ServiceBus";
        if (!settings.HasConnection(connection))
        {
            trigger.Fault("connection", $"there is no app setting '{connection}' and none that starts with '{connection}__'");
        }

        if (trigger.Text("cardinality") is { } cardinality && !cardinality.Equals("one", StringComparison.OrdinalIgnoreCase))
        {
            trigger.Fault("cardinality", "only 'one' is supported by this host");
        }

        if (trigger.Flag("isSessionsEnabled", false))
        {
            trigger.Fault("isSessionsEnabled", "sessions are not supported by this host");
        }

        var binary = "binary".Equals(trigger.Text("dataType"), StringComparison.OrdinalIgnoreCase);
        return new QueueTrigger(binding, queue, binary);
    }

    public static bool IsType(JsonSection binding, params ReadOnlySpan<string> types)
    {
        var type = binding.Text("type") ?? "";
        foreach (var candidate in types)
        {
            if (candidate.Equals(type, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
