using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Butler.Cli.Up.Output;

/// <summary>The parts, the queues and the totals, side by side.</summary>
internal static class StatusTable
{
    public static IRenderable Of(UpState state)
    {
        var parts = new Table().Border(TableBorder.Rounded).AddColumns("part", "state", "process", "restarts");
        foreach (var part in state.Parts)
        {
            var colour = part.State switch { "running" => "green", "stopped" => "grey", _ => "yellow" };
            parts.AddRow(part.Name, $"[{colour}]{Markup.Escape(part.State)}[/]", Number(part.ProcessId), Number(part.Restarts));
        }

        var queues = new Table().Border(TableBorder.Rounded).AddColumns("queue", "ready", "at work", "scheduled", "dead", "done");
        foreach (var queue in state.Queues())
        {
            queues.AddRow(
                Markup.Escape(queue.Queue), Number(queue.Active), Number(queue.Locked), Number(queue.Scheduled), Number(queue.DeadLettered),
                Number(queue.Completed));
        }

        var totals = new Table().Border(TableBorder.Rounded).AddColumns("since the start", "");
        foreach (var (name, count) in state.Totals().Lines())
        {
            totals.AddRow(name, Number(count));
        }

        return new Columns(parts, queues, totals).Collapse();
    }

    private static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";
}
