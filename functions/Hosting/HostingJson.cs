using System.Text.Json.Serialization;

namespace Butler.Functions.Hosting;

/// <summary>Source-generated JSON of what the Functions host and this app tell each other.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class HostingJson : JsonSerializerContext;
