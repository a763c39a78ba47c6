using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>Reads rows without reflection.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class QrsRowJson : JsonSerializerContext;
