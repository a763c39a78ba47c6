using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Compatibility;

/// <summary>All rows and all messages of an app as JSON, with the types that Table Storage and Service Bus keep.</summary>
internal static class StoredState
{
    private static readonly string[] Queues = ["events", "deliveries", "timers", "replies"];

    private static readonly string[] Tables =
    [
        TableNames.Events, TableNames.Deliveries, TableNames.Throttles, TableNames.Incidents, TableNames.Due, TableNames.Commands,
        TableNames.Relays, TableNames.KeyValues, TableNames.Schedules,
    ];

    public static string Write(App app) => new JsonObject
    {
        ["time"] = app.Time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
        ["rows"] = new JsonArray([.. Tables.SelectMany(table => app.Tables.Rows(table).Select(row => Row(table, row)))]),
        ["messages"] = new JsonArray([.. Queues.SelectMany(queue => app.Bus.Waiting(queue).Select(message => Message(queue, message)))]),
    }.ToJsonString(Repository.Indented) + "\n";

    public static async Task ReadAsync(App app, string json)
    {
        var state = JsonNode.Parse(json)!;
        app.Time.Advance(Date(state["time"]!) - app.Time.GetUtcNow());
        foreach (var row in state["rows"]!.AsArray())
        {
            var entity = new TableRow((string)row!["partition"]!, (string)row["row"]!);
            foreach (var (name, value) in row["properties"]!.AsObject())
            {
                entity.Set(name, Value(value!));
            }

            await app.Tables.InsertAsync((string)row["table"]!, entity, CancellationToken.None);
        }

        foreach (var message in state["messages"]!.AsArray())
        {
            await app.Bus.SendAsync(
                (string)message!["queue"]!,
                new QueueMessage
                {
                    Body = Convert.FromBase64String((string)message["body"]!),
                    MessageId = (string)message["id"]!,
                    Label = (string?)message["label"],
                    CorrelationId = (string?)message["correlationId"],
                    ScheduledEnqueueTime = message["at"] is { } at ? Date(at) : null,
                    Properties = message["properties"]!.AsObject().ToDictionary(
                        property => property.Key, property => Value(property.Value!)),
                },
                CancellationToken.None);
        }
    }

    private static JsonObject Row(string table, TableRow row) => new()
    {
        ["table"] = table,
        ["partition"] = row.PartitionKey,
        ["row"] = row.RowKey,
        ["properties"] = new JsonObject(
            row.Properties.Select(property => KeyValuePair.Create(property.Key, (JsonNode?)Typed(property.Value)))),
    };

    private static JsonObject Message(string queue, QueueMessage message) => new()
    {
        ["queue"] = queue,
        ["id"] = message.MessageId,
        ["label"] = message.Label,
        ["correlationId"] = message.CorrelationId,
        ["at"] = message.ScheduledEnqueueTime?.ToString("O", CultureInfo.InvariantCulture),
        ["body"] = Convert.ToBase64String(message.Body.Span),
        ["properties"] = new JsonObject(
            message.Properties.Select(property => KeyValuePair.Create(property.Key, (JsonNode?)Typed(property.Value)))),
    };

    private static JsonObject Typed(object value) => value switch
    {
        string text => new() { ["text"] = text },
        int number => new() { ["int"] = number },
        long number => new() { ["long"] = number },
        double number => new() { ["double"] = number },
        bool flag => new() { ["bool"] = flag },
        DateTimeOffset date => new() { ["date"] = date.ToString("O", CultureInfo.InvariantCulture) },
        byte[] bytes => new() { ["bytes"] = Convert.ToBase64String(bytes) },
        _ => throw new ArgumentException($"{value.GetType().Name} is not a type that is stored."),
    };

    private static object Value(JsonNode typed)
    {
        var (type, value) = typed.AsObject().Single();
        return type switch
        {
            "text" => (string)value!,
            "int" => (int)value!,
            "long" => (long)value!,
            "double" => (double)value!,
            "bool" => (bool)value!,
            "date" => Date(value!),
            _ => Convert.FromBase64String((string)value!),
        };
    }

    private static DateTimeOffset Date(JsonNode node) => DateTimeOffset.Parse((string)node!, CultureInfo.InvariantCulture);
}
