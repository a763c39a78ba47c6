using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Butler.Functions.QlikCloud;

/// <summary>Source-generated JSON of events of Qlik Cloud.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class QlikCloudJson : JsonSerializerContext;
