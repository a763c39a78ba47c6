using System.Collections.Frozen;
using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Text;

namespace Butler.Functions.Plans;

/// <summary>The deliveries of a plan that were sent at their first attempt, by id. They are recorded in the event's row.</summary>
internal sealed class SentDeliveries
{
    public static readonly SentDeliveries None = new(FrozenDictionary<string, SentDelivery>.Empty);

    /// <summary>The column with the time of the last success, for queries.</summary>
    public const string TimeColumn = "SentTime";

    private const string Column = "Sent";

    /// <summary>The column with the ids of deliveries that have a row of their own since, each followed by a line break.</summary>
    private const string MovedColumn = "SentMoved";

    /// <summary>The maximum length of a kept answer.</summary>
    private const int MaxAnswer = 200;

    /// <summary>The maximum size of the text that a message carries; its properties have 64 KB together.</summary>
    private const int MaxCarried = 24 * 1024;

    private readonly IReadOnlyDictionary<string, SentDelivery> byId;

    private SentDeliveries(IReadOnlyDictionary<string, SentDelivery> byId) => this.byId = byId;

    public int Count => byId.Count;

    public SentDelivery? Find(string id) => byId.GetValueOrDefault(id);

    public SentDeliveries With(SentDeliveries more) => With(more.byId);

    public SentDeliveries With(IEnumerable<KeyValuePair<string, SentDelivery>> more)
    {
        var all = new Dictionary<string, SentDelivery>(byId);
        foreach (var (id, sent) in more)
        {
            all[id] = sent with { Answer = TextCut.ToLength(sent.Answer, MaxAnswer) };
        }

        return new SentDeliveries(all);
    }

    /// <summary>Reads the deliveries from a row.</summary>
    public static SentDeliveries Of(TableRow row)
    {
        var sent = row.Payload(Column) is { } json ? Read(json) : None;
        return row.Text(MovedColumn) is { } moved
            ? new SentDeliveries(sent.byId.Where(each => !moved.Contains(each.Key, StringComparison.Ordinal)).ToDictionary())
            : sent;
    }

    /// <summary>The change of a row after a delivery was given a row of its own.</summary>
    public static TableRow Moved(TableRow row, string id) =>
        new TableRow(row.PartitionKey, row.RowKey).Set(MovedColumn, $"{row.Text(MovedColumn)}{id}\n");

    /// <summary>Writes the deliveries into a row; nothing when there are none.</summary>
    public void Set(TableRow row)
    {
        if (Count > 0)
        {
            row.SetPayload(Column, JsonSerializer.SerializeToUtf8Bytes(byId, PlanJson.Default.IReadOnlyDictionaryStringSentDelivery))
                .Set(TimeColumn, byId.Values.Max(sent => sent.Time));
        }
    }

    /// <summary>Reads the deliveries that a message carries.</summary>
    public static SentDeliveries Parse(string? text) =>
        text is null ? None : Read(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// The deliveries as a message carries them. Where they would be too many, the rest is left out, and sent again as possible duplicates.
    /// </summary>
    public string ToText()
    {
        var carried = byId;
        for (var most = Count; ; most /= 2)
        {
            var text = JsonSerializer.Serialize(carried, PlanJson.Default.IReadOnlyDictionaryStringSentDelivery);
            if (text.Length <= MaxCarried)
            {
                return text;
            }

            carried = byId.Take(most / 2).ToDictionary();
        }
    }

    private static SentDeliveries Read(byte[] json) =>
        new(JsonSerializer.Deserialize(json, PlanJson.Default.IReadOnlyDictionaryStringSentDelivery) ?? None.byId);
}

/// <summary>A delivery that was sent at its first attempt.</summary>
/// <param name="Answer">The answer of the destination, without secrets.</param>
/// <param name="Time">When the destination had answered, UTC.</param>
internal sealed record SentDelivery(string Answer, DateTimeOffset Time);
