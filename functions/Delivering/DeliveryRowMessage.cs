using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Azure.ServiceBus;
using Butler.Functions.Queues;

namespace Butler.Functions.Delivering;

/// <summary>A delivery's message, kept in its row.</summary>
/// <param name="Body">The body.</param>
/// <param name="Label">The label.</param>
/// <param name="Properties">Its properties, without those of its way so far.</param>
internal sealed record DeliveryRowMessage(ReadOnlyMemory<byte> Body, string? Label, IReadOnlyDictionary<string, object> Properties)
{
    /// <summary>The properties that a copy carries on, as JSON.</summary>
    public static string Write(TriggerMessage message) => new JsonObject(Rescheduler.Carried(message)
        .Where(
            property => property.Key is not (Rescheduler.IdProperty or Rescheduler.HopProperty or Rescheduler.FaultsProperty or Rescheduler.EnqueuedProperty))
        .Select(property => KeyValuePair.Create(property.Key, JsonNode.Parse(PropertyValue.Write(property.Value))))).ToJsonString();

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Dictionary<string, object> Read(string? json)
    {
        var properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        using var stored = JsonDocument.Parse(json ?? "{}");
        foreach (var property in stored.RootElement.EnumerateObject())
        {
            properties[property.Name] = PropertyValue.Read(property.Value)
                ?? throw new JsonException($"The stored property \"{property.Name}\" has the value {property.Value.GetRawText()}, which no message has.");
        }

        return properties;
    }
}
