using System.Text.Json.Serialization.Metadata;
using Butler.Core.Events;
using Butler.Core.Secrets;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Parsing;
using Butler.RelayAgent.Tests.Forwarding;
using Butler.RelayAgent.Tests.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Monitors;

/// <summary>What a monitor needs: a journal, whose events the test reads, a folder for what it remembers, and a clock.</summary>
internal sealed class MonitorBench : IDisposable
{
    /// <summary>The relay.</summary>
    public static readonly RelayIdentity Relay = new() { Site = "main", Name = "relay1", Environment = "prod" };

    private readonly JournalRun run = new(new CrashDisk(), new JournalLimits(4_000_000, 1_000_000));
    private readonly JournalReader reader;
    private readonly HandOver handOver = new();
    private readonly JournalWriter writer;

    public MonitorBench(DateTimeOffset? now = null)
    {
        Time = new MovableTime(now ?? new DateTimeOffset(2031, 3, 14, 4, 12, 7, TimeSpan.Zero));
        reader = new JournalReader(run.Journal);
        writer = new JournalWriter(run.Journal, handOver, new RelayCounts(), TimeProvider.System, NullLogger<JournalWriter>.Instance);
        writer.Start();
        Events = new MonitorEvents(Relay, new OwnRecords(handOver, Time), Time);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("butler-monitors-").FullName;

    public MovableTime Time { get; }

    public StubQrs Qrs { get; } = new();

    public MonitorEvents Events { get; }

    /// <summary>Another relay of the same site, with the same journal, so that the test sees the events of both.</summary>
    public MonitorEvents EventsOf(string relay) => new(Relay with { Name = relay }, new OwnRecords(handOver, Time), Time);

    /// <summary>Opens what a monitor remembers, as after a restart.</summary>
    public MonitorFile<T> Open<T>(string name, JsonTypeInfo<T> type, string relay = "")
        where T : class =>
        new(new JournalOptions { Directory = Path.Combine(Folder, relay) }, name, type, FileLog);

    public RecordingLogger<MonitorBench> FileLog { get; } = new();

    /// <summary>The journal accepts nothing any more.</summary>
    public void EndJournal() => handOver.End();

    /// <summary>The events that were raised since the last call, as they are sent to Service Bus.</summary>
    public List<CloudEvent> Raised()
    {
        var sent = new SenseEvents("main", "relay1", null, new SenseClock(TimeZoneInfo.Utc), Redaction.None);
        var made = new List<CloudEvent>();
        var records = new List<JournalRecord>();
        for (reader.Read(records, 10); records.Count > 0; reader.Read(records, 10))
        {
            made.AddRange(records.Select(record => sent.Make(record)).Select(each =>
            {
                each.IsOwn.ShouldBeTrue();
                return CloudEvent.Decode(each.Encoded);
            }));
        }

        return made;
    }

    /// <summary>The type, id, source and data of each event since the last call.</summary>
    public string[] RaisedLines() =>
        [.. Raised().Select(each => $"{each.Type} | {each.Id} | {each.Source} | {each.Subject} | {each.Data!.Value.GetRawText()}")];

    /// <summary>The type and id of each event since the last call, without those of each look.</summary>
    public string[] Alerts() =>
    [
        .. Raised()
            .Where(each => each.Type is not (EventTypes.LicenseServer or EventTypes.LicenseAccess))
            .Select(each => $"{each.Type} {each.Id}"),
    ];

    public void Dispose()
    {
        handOver.End();
        writer.Dispose();
        reader.Dispose();
        run.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
