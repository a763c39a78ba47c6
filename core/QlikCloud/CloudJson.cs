using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Butler.Core.QlikCloud;

/// <summary>Source-generated JSON of requests to Qlik Cloud.</summary>
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class CloudJson : JsonSerializerContext;
