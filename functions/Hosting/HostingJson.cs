using System.Text.Json.Serialization;

namespace Butler.Functions.Hosting;

/// <summary>Source-generated JSON of the messages between the Functions host and this app.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class HostingJson : JsonSerializerContext;
