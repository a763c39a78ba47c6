using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Text;
using Butler.Functions.Delivering.Replaying;
using Spectre.Console;

namespace Butler.Cli.Deliveries;

/// <summary>Writes deliveries to a terminal, or to a file or another program.</summary>
/// <param name="output">The output.</param>
/// <param name="width">
/// The number of columns; null for the width of the terminal, or for enough columns if the output is not a terminal.
/// </param>
internal sealed class DeliveryOutput(TextWriter output, int? width = null)
{
    private const int ShownOfId = 10;

    /// <summary>Below this width the less important columns are left out, so that ids are complete.</summary>
    private const int Narrow = 120;
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A terminal on the command's own output.</summary>
    public IAnsiConsole Terminal { get; } = Create(output, width);

    public void Table(IReadOnlyList<DeliveryItem> items)
    {
        var columns = Columns.Where(c => !c.IsWideOnly || Terminal.Profile.Width >= Narrow).ToList();
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column.Title) { NoWrap = column.IsWhole });
        }

        foreach (var item in items)
        {
            table.AddRow([.. columns.Select(c => Markup.Escape(c.Text(item)))]);
        }

        Terminal.Write(table);
    }

    public void Show(DeliveryDetail detail)
    {
        var item = detail.Delivery;
        var facts = new Grid().AddColumn(new GridColumn { NoWrap = true }).AddColumn();
        foreach (var (label, value) in ((string, string?)[])[
            ("ID", item.Id), ("State", item.State), ("Channel", item.Channel), ("Recipient", item.Recipient), ("Route", item.Route),
            ("Type", item.Type),
            ("Event", item.EventId), ("Task", item.Task), ("Site", item.Site), ("Planned", Time(item.Planned)),
            ("Attempt", Number(item.Attempt)),
            ("Replay", item.Replay > 0 ? Number(item.Replay) : null),
            ("Replay asked", item.ReplayAsked > item.Replay ? $"{Number(item.ReplayAsked.Value)}, {Time(item.ReplayAskedTime)}" : null),
            ("Next", Time(item.NextTime)), ("Sent", Time(item.SentTime)), ("Answer", item.Answer), ("Died", Time(item.DeadTime)),
            ("Reason", item.Reason)])
        {
            if (value is not null)
            {
                facts.AddRow(label + ":", Markup.Escape(value));
            }
        }

        Terminal.Write(facts);
        output.WriteLine(detail.Event is { } found
            ? JsonSerializer.Serialize(JsonNode.Parse(found.GetRawText()), Indented)
            : "The event is no longer kept.");
    }

    public void Json<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json) =>
        output.WriteLine(JsonSerializer.Serialize(JsonSerializer.SerializeToNode(value, json), Indented));

    /// <summary>The part of an id that distinguishes deliveries.</summary>
    public static string ShortId(string id) => TextCut.Beginning(id[(id.LastIndexOf('.') + 1)..], ShownOfId);

    private static IReadOnlyList<Column> Columns { get; } =
    [
        new("ID", item => ShortId(item.Id)) { IsWhole = true },
        new("When (UTC)", item => Time(item.DeadTime ?? item.SentTime ?? item.Planned) ?? "") { IsWhole = true },
        new("State", item => item.State) { IsWhole = true },
        new("Channel", item => item.Recipient is null ? item.Channel ?? "" : $"{item.Channel} ({item.Recipient})"),
        new("Type", item => item.Type ?? "") { IsWideOnly = true },
        new("Task", item => Short(item.Task ?? item.Subject ?? "", 40)),
        new("Attempt", item => item.Replay == 0 ? Number(item.Attempt) : $"{Number(item.Attempt)} (replay {Number(item.Replay)})")
        {
            IsWideOnly = true,
        },
        new("Reason", item => Short(item.State == "sent" ? item.Answer ?? "" : item.Reason ?? "", 160)),
    ];

    private static IAnsiConsole Create(TextWriter writer, int? width)
    {
        // A file or a program gets complete lines without control sequences.
        var target = new AnsiConsoleOutput(writer);
        var settings = new AnsiConsoleSettings { Out = target };
        if (!target.IsTerminal)
        {
            settings.Ansi = AnsiSupport.No;
            settings.Interactive = InteractionSupport.No;
        }

        var terminal = AnsiConsole.Create(settings);
        if (width is not null || !target.IsTerminal)
        {
            terminal.Profile.Width = width ?? 400;
        }

        return terminal;
    }

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Short(string text, int most) => text.Length > most ? TextCut.Beginning(text, most) + "..." : text;

    /// <summary>A column of the list.</summary>
    /// <param name="Title">The title.</param>
    /// <param name="Text">A delivery's text.</param>
    private sealed record Column(string Title, Func<DeliveryItem, string> Text)
    {
        /// <summary>Whether the text may not be wrapped.</summary>
        public bool IsWhole { get; init; }

        /// <summary>Whether it is left out on a narrow terminal.</summary>
        public bool IsWideOnly { get; init; }
    }
}
