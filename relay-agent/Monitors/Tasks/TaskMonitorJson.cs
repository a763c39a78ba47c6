using System.Text.Json.Serialization;

namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>Source-generated JSON of what the monitor remembers.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RunHistoryState))]
[JsonSerializable(typeof(SlowRunsState))]
[JsonSerializable(typeof(DueTasksState))]
internal sealed partial class TaskMonitorJson : JsonSerializerContext;
