using System.Text.Json;
using Butler.Core.Events;

namespace Butler.Functions.Tests.Support;

/// <summary>Events as the relay sends them.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Time = new(2031, 3, 14, 3, 12, 7, 318, TimeSpan.Zero);

    public static TaskEventData Task { get; } = new()
    {
        Host = "qsprod02",
        TaskName = "Reload of Margin Cockpit",
        AppName = "Margin Cockpit",
        User = @"FABRIKAM\svc_reload",
        TaskId = "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33",
        AppId = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1",
        LogTimeStamp = "2031-03-14 04:12:07,318",
        LogLevel = "WARN",
        ExecutionId = "5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02",
        LogMessage = "Max retries reached",
        Enrichment = new EnrichmentInfo { Missing = ["task", "app", "owner", "execution", "scriptLog"] },
    };

    public static CloudEvent Event(
        string type = "sense.task.failed", string execution = "5e9c7a10", TaskEventData? data = null,
        DateTimeOffset? received = null) => new()
        {
            Id = $"default:failed:{execution}",
            Source = "/sense/default/qsprod02",
            Type = type,
            Subject = "task/0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33",
            Time = Time,
            ReceivedTime = received ?? Time.AddSeconds(1),
            Site = "default",
            Environment = "prod",
            Relay = "relay-1",
            Data = JsonSerializer.SerializeToElement(data ?? Task, EventJson.Default.TaskEventData),
        };
}
