using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Butler.RelayAgent.Monitors.Running;

/// <summary>Source-generated JSON of the data of monitors.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class MonitorJson : JsonSerializerContext;
