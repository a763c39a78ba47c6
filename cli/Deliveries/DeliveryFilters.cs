using System.CommandLine;
using System.Globalization;
using Butler.Cli.RunningApp;

namespace Butler.Cli.Deliveries;

/// <summary>The filters of <c>butler deliveries</c>.</summary>
internal sealed class DeliveryFilters
{
    private readonly Option<string?> from = Text("--from", "date", "From this day or time, UTC");
    private readonly Option<string?> to = Text("--to", "date", "Up to this day (all of it) or time, UTC");
    private readonly Option<string?> channel = Text("--channel", "name", "Of this channel");
    private readonly Option<string?> route = Text("--route", "name", "Of this route");
    private readonly Option<string?> type = Text("--type", "pattern", "Of events of this type; * stands for any characters");
    private readonly Option<string?> task = Text("--task", "text", "With this text in the task's name or subject");
    private readonly Option<string?> site = Text("--site", "name", "Of this site");

    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Add(option);
        }
    }

    /// <summary>Whether any is given.</summary>
    public bool IsGiven(ParseResult parsed) => All.Any(option => parsed.GetValue(option) is not null);

    /// <summary>The query of a page.</summary>
    public string Query(ParseResult parsed, string state, int limit, string? continuation) => ButlerApi.Query([
        ("state", state), ("limit", limit.ToString(CultureInfo.InvariantCulture)), ("continuation", continuation),
        .. All.Select(option => (option.Name[2..], parsed.GetValue(option))),
    ]);

    private IReadOnlyList<Option<string?>> All => [from, to, channel, route, type, task, site];

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };
}
