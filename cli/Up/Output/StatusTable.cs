using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Butler.Cli.Up.Output;

/// <summary>The parts and the queues, side by side.</summary>
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

        return new Columns(parts, queues).Collapse();
    }

    private static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";
}
