using System.Text.Json.Serialization.Metadata;
using Butler.Core.Secrets;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Monitors.Tasks;

internal static class TaskMonitorServices
{
    /// <summary>Adds the monitor of tasks.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">The section <c>monitors.tasks</c>; null: off.</param>
    public static IServiceCollection AddTaskMonitor(this IServiceCollection services, TaskMonitorOptions? options) =>
        options is null ? services : services.AddMonitor("tasks", provider => Create(provider, options));

    /// <summary>Creates the monitor from the services of QRS and of monitors.</summary>
    public static TaskMonitor Create(IServiceProvider provider, TaskMonitorOptions options)
    {
        var qrs = provider.GetRequiredService<QrsCircuit>();
        var time = provider.GetRequiredService<TimeProvider>();
        var history = new RunHistory(qrs, File(provider, "tasks-runs", TaskMonitorJson.Default.RunHistoryState), time);
        var watch = new TaskWatch(
            history,
            options.Slow is { } times
                ? new SlowRuns(times, history, File(provider, "tasks-slow", TaskMonitorJson.Default.SlowRunsState))
                : null,
            options.Missed is null ? null : new DueTasks(options, qrs, File(provider, "tasks-due", TaskMonitorJson.Default.DueTasksState)));
        var facts = new TaskFacts(
            qrs, provider.GetRequiredService<Redaction>(), provider.GetRequiredService<ILogger<TaskFacts>>());
        return new TaskMonitor(
            options,
            qrs,
            watch,
            new TaskAlerts(facts, provider.GetRequiredService<MonitorEvents>(), provider.GetRequiredService<ILogger<TaskAlerts>>()),
            new QrsTime(provider.GetRequiredService<QrsRestClient>().Clock, time));
    }

    private static MonitorFile<T> File<T>(IServiceProvider provider, string name, JsonTypeInfo<T> type)
        where T : class =>
        new(provider.GetRequiredService<JournalOptions>(), name, type, provider.GetRequiredService<ILogger<TaskMonitor>>());
}
