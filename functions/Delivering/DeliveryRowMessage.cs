using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Azure.ServiceBus;
using Butler.Functions.Queues;

namespace Butler.Functions.Delivering;

/// <summary>A delivery's message, stored in its row.</summary>
/// <param name="Body">The body.</param>
/// <param name="Label">The label.</param>
/// <param name="Properties">The properties, without those of earlier attempts.</param>
internal sealed record DeliveryRowMessage(ReadOnlyMemory<byte> Body, string? Label, IReadOnlyDictionary<string, object> Properties)
{
    /// <summary>Writes the properties that a copy keeps, as JSON.</summary>
    public static string Write(TriggerMessage message) => new JsonObject(Rescheduler.Carried(message)
        .Where(property => property.Key is not (
            Rescheduler.IdProperty or Rescheduler.HopProperty or Rescheduler.FaultsProperty or Rescheduler.EnqueuedProperty))
        .Select(property => KeyValuePair.Create(property.Key, JsonNode.Parse(PropertyValue.Write(property.Value))))).ToJsonString();

    /// <summary>Reads the properties from <see cref="Write"/>.</summary>
    public static Dictionary<string, object> Read(string? json)
    {
        var properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        using var stored = JsonDocument.Parse(json ?? "{}");
        foreach (var property in stored.RootElement.EnumerateObject())
        {
            properties[property.Name] = PropertyValue.Read(property.Value)
                ?? throw new JsonException($"The stored property \"{property.Name}\" has the value {property.Value.GetRawText()}, which is "
                    + $"not valid in a message.");
        }

        return properties;
    }
}
