using static Butler.Functions.Tests.Dashboards.Queries;

namespace Butler.Functions.Tests.Dashboards;

/// <summary>Reloads and other runs of tasks, and reloads of Qlik Cloud.</summary>
internal static class TaskDashboard
{
    private const string Minutes = "task_executionDuration_min";

    private static readonly (string Name, string Kind)[] OtherKinds =
    [
        ("External programs", "external_program_task"), ("User syncs", "user_sync_task"), ("Distributions", "distribute_task"),
        ("Preloads", "preload_task"),
    ];

    public static Dashboard Create() => new(
        "tasks",
        "Qlik Sense tasks",
        "Reloads and other runs: how many, which fail, and how long they take.",
        Number("Reloads failed", Count("Failed", "reload_task_failed"), Red),
        Number("Reloads aborted", Count("Aborted", "reload_task_aborted"), Orange),
        Number("Reloads succeeded", Count("Succeeded", "reload_task_success"), Green),
        Number("Reloads failed in Qlik Cloud", Count("Failed", "cloud_reload_failed", "value"), Red),
        Bars(
            "Reloads",
            CountOverTime("Succeeded", "reload_task_success"), CountOverTime("Failed", "reload_task_failed"),
            CountOverTime("Aborted", "reload_task_aborted")),
        Bars("Failed reloads by task", CountOverTime("Failed", "reload_task_failed") with { Tags = ["task_name"] }),
        Table("Tasks with the most failures", Count("Failed", "reload_task_failed") with { Tags = ["task_name"] }),
        Table("Last failures", Rows("reload_task_failed", ["task_name", "app_name", "host"], ["log_message", "execution_id"])),
        Lines(
            "Duration of reloads", "m",
            new PanelQuery("Duration", "reload_task_success")
            {
                Fields = [Minutes],
                Tags = ["task_name"],
                Fold = Fold.Mean,
            }),
        Table(
            "Longest reloads", "m",
            new PanelQuery("Longest", "reload_task_success")
            {
                Fields = [Minutes],
                Tags = ["task_name", "app_name"],
                Fold = Fold.Max,
                Shape = Shape.Total,
            }),
        Bars(
            "Time spent on reloads by node", "m",
            new PanelQuery("Minutes", "reload_task_success")
            {
                Fields = [Minutes],
                Tags = ["task_executingNodeName"],
                Fold = Fold.Sum,
            }),
        Lines(
            "Size of script logs", "decbytes",
            new PanelQuery("Size", "reload_task_success")
            {
                Fields = ["task_scriptLogSize"],
                Tags = ["task_name"],
                Fold = Fold.Mean,
            }),
        Others("Other tasks that failed", "failed"),
        Others("Other tasks that succeeded", "success"),
        Others("Other tasks that were aborted", "aborted"),
        Bars(
            "Distributions that ended otherwise",
            CountOverTime("Finished", "distribute_task_finished"), CountOverTime("Timed out", "distribute_task_timedout")),
        Bars(
            "Reloads in Qlik Cloud",
            CountOverTime("Succeeded", "cloud_reload_succeeded", "value"), CountOverTime("Failed", "cloud_reload_failed", "value"),
            CountOverTime("Canceled", "cloud_reload_canceled", "value")),
        Lines(
            "Peak memory of reloads in Qlik Cloud", "bytes",
            new PanelQuery("Peak", "cloud_reload_succeeded")
            {
                Fields = ["peak_memory_bytes"],
                Tags = ["app_name"],
                Fold = Fold.Max,
            }),
        Bars(
            "Automations in Qlik Cloud",
            CountOverTime("Succeeded", "cloud_automation_succeeded", "value"), CountOverTime("Failed", "cloud_automation_failed", "value"),
            CountOverTime("Stopped", "cloud_automation_stopped", "value")),
        Bars(
            "Other events of Qlik Cloud",
            CountOverTime("Apps updated", "cloud_app_updated", "value"), CountOverTime("API keys refused", "cloud_apikey_failed", "value"),
            CountOverTime("API keys that expire", "cloud_apikey_expiring", "value"), CountOverTime("Others", "cloud_event", "value")),
        Table("Last failures in Qlik Cloud", Rows("cloud_reload_failed", ["app_name", "tenant_id"], ["error_code", "error_message"])) with
        {
            Width = 24,
        });

    private static Panel Others(string title, string outcome) =>
        Bars(title, [.. OtherKinds.Select(kind => CountOverTime(kind.Name, $"{kind.Kind}_{outcome}"))]);
}
