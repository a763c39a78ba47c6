using System.Text.Json.Nodes;

namespace Butler.Local.Sense.Engine;

/// <summary>A JSON-RPC request to the engine; parameters are given by position or by name.</summary>
internal sealed record EngineCall(JsonNode? Id, int Handle, string Method, JsonNode? Parameters)
{
    /// <returns>Null when the message is not a request.</returns>
    public static EngineCall? Read(JsonNode? message) =>
        message is JsonObject request && request["method"] is JsonValue method && method.TryGetValue<string>(out var name)
            ? new(
                request["id"], request["handle"] is JsonValue handle && handle.TryGetValue<int>(out var number) ? number : -1, name,
                request["params"])
            : null;

    public string Text(int position, string name) =>
        Parameter(position, name) is JsonValue value && value.TryGetValue<string>(out var text) ? text
            : throw new EngineException(EngineException.InvalidParameters, $"Missing parameter {name}");

    public JsonObject Object(int position, string name) =>
        Parameter(position, name) as JsonObject ?? throw new EngineException(
            EngineException.InvalidParameters, $"Missing parameter {name}");

    private JsonNode? Parameter(int position, string name) => Parameters switch
    {
        JsonArray list => position < list.Count ? list[position] : null,
        JsonObject named => named[name],
        _ => null,
    };
}
