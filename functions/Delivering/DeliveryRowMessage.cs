using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Functions.Hosting;

namespace Butler.Functions.Delivering;

/// <summary>A delivery's message, kept in its row.</summary>
/// <param name="Body">The body.</param>
/// <param name="Label">The label.</param>
/// <param name="Properties">Its properties, without those of its way so far.</param>
internal sealed record DeliveryRowMessage(ReadOnlyMemory<byte> Body, string? Label, IReadOnlyDictionary<string, object> Properties)
{
    /// <summary>The properties that a copy carries on, as JSON.</summary>
    public static string Write(TriggerMessage message) => new JsonObject(message.Properties
        .Where(property => property.Key is not (PutOff.IdProperty or PutOff.HopProperty)
            && !property.Key.StartsWith("DeadLetter", StringComparison.OrdinalIgnoreCase)
            && property.Value is string or long or int or bool)
        .Select(property => new KeyValuePair<string, JsonNode?>(property.Key, property.Value switch
        {
            string text => JsonValue.Create(text),
            bool truth => JsonValue.Create(truth),
            var number => JsonValue.Create(Convert.ToInt64(number, CultureInfo.InvariantCulture)),
        }))).ToJsonString();

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Dictionary<string, object> Read(string? json)
    {
        var properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in JsonNode.Parse(json ?? "{}")!.AsObject())
        {
            properties[name] = value!.GetValueKind() switch
            {
                JsonValueKind.String => value.GetValue<string>(),
                JsonValueKind.Number => value.GetValue<long>(),
                var kind => kind == JsonValueKind.True,
            };
        }

        return properties;
    }
}
