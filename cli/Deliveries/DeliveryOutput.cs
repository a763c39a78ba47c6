using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Functions.Delivering.Replaying;
using Spectre.Console;

namespace Butler.Cli.Deliveries;

/// <summary>Deliveries on a terminal.</summary>
internal sealed class DeliveryOutput(TextWriter output)
{
    private const int ShownOfId = 10;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A terminal on the command's own output.</summary>
    public IAnsiConsole Terminal { get; } = Create(output);

    public void Table(IReadOnlyList<DeliveryItem> items)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["ID", "When (UTC)", "State", "Channel", "Type", "Task", "Attempt", "Reason"])
        {
            table.AddColumn(new TableColumn(column) { NoWrap = column is not ("Reason" or "Task") });
        }

        foreach (var item in items)
        {
            table.AddRow(
                ShortId(item.Id),
                Time(item.DeadTime ?? item.SentTime ?? item.Planned) ?? "",
                Markup.Escape(item.State),
                Markup.Escape(item.Recipient is null ? item.Channel ?? "" : $"{item.Channel} ({item.Recipient})"),
                Markup.Escape(item.Type ?? ""),
                Markup.Escape(Short(item.Task ?? item.Subject ?? "", 40)),
                item.Replay == 0 ? Number(item.Attempt) : $"{Number(item.Attempt)} (replay {Number(item.Replay)})",
                Markup.Escape(Short(item.State == "sent" ? item.Answer ?? "" : item.Reason ?? "", 160)));
        }

        Terminal.Write(table);
    }

    public void Show(DeliveryDetail detail)
    {
        var item = detail.Delivery;
        var facts = new Grid().AddColumn(new GridColumn { NoWrap = true }).AddColumn();
        foreach (var (label, value) in ((string, string?)[])[
            ("ID", item.Id), ("State", item.State), ("Channel", item.Channel), ("Recipient", item.Recipient), ("Route", item.Route), ("Type", item.Type),
            ("Event", item.EventId), ("Task", item.Task), ("Site", item.Site), ("Planned", Time(item.Planned)), ("Attempt", Number(item.Attempt)),
            ("Replay", item.Replay > 0 ? Number(item.Replay) : null),
            ("Replay asked", item.ReplayAsked > item.Replay ? $"{Number(item.ReplayAsked.Value)}, {Time(item.ReplayAskedTime)}" : null),
            ("Next", Time(item.NextTime)), ("Sent", Time(item.SentTime)), ("Answer", item.Answer), ("Died", Time(item.DeadTime)), ("Reason", item.Reason)])
        {
            if (value is not null)
            {
                facts.AddRow(label + ":", Markup.Escape(value));
            }
        }

        Terminal.Write(facts);
        output.WriteLine(detail.Event is { } found ? JsonSerializer.Serialize(JsonNode.Parse(found.GetRawText()), Indented) : "Its event is not kept any more.");
    }

    public void Json<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json) =>
        output.WriteLine(JsonSerializer.Serialize(JsonSerializer.SerializeToNode(value, json), Indented));

    /// <summary>As much of an id as tells deliveries apart.</summary>
    public static string ShortId(string id)
    {
        var row = id[(id.LastIndexOf('.') + 1)..];
        return row.Length > ShownOfId ? row[..ShownOfId] : row;
    }

    private static IAnsiConsole Create(TextWriter output)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!terminal.Profile.Out.IsTerminal)
        {
            // Whoever reads it is a file or a program: nothing is cut or wrapped.
            terminal.Profile.Width = 400;
        }

        return terminal;
    }

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Short(string text, int most) => text.Length > most ? text[..most] + "..." : text;
}
