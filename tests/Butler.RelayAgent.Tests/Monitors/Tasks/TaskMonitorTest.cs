using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Secrets;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Monitors.Tasks;
using Butler.RelayAgent.Sense;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.ScriptLogs;
using Butler.RelayAgent.Tests.Journal;
using Butler.RelayAgent.Tests.Sense.Support;
using Butler.RelayAgent.Udp;
using Butler.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Monitors.Tasks;

/// <summary>A test of the monitor of tasks against the stand-in for QRS, with a journal.</summary>
public abstract class TaskMonitorTest : QrsTest
{
    private readonly CrashDisk disk = new();
    private readonly JournalRun run;
    private readonly HandOver handOver = new();
    private readonly List<ServiceProvider> relays = [];
    private JournalWriter? writer;
    private JournalReader? reader;

    private protected TaskMonitorTest() => run = new JournalRun(disk);

    /// <summary>Whether the journal refuses records.</summary>
    private protected bool IsJournalFull
    {
        set => disk.IsFull = value;
    }

    /// <summary>2031-03-14 04:12:07, in no relation to a due time.</summary>
    private protected FakeTime Time { get; } = new();

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected static TaskMonitorOptions Both { get; } = new() { Slow = 3, Missed = TimeSpan.FromMinutes(15) };

    private protected DateTimeOffset Now => Time.GetUtcNow();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Qrs.Clock = Time;
        writer = new JournalWriter(run.Journal, handOver, new RelayCounts(), TimeProvider.System, NullLogger<JournalWriter>.Instance);
        writer.Start();
    }

    public override async ValueTask DisposeAsync()
    {
        handOver.End();
        writer!.Dispose();
        relays.ForEach(relay => relay.Dispose());
        run.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A relay that starts, with what an earlier one left in the folder.</summary>
    private protected TaskMonitor Start(
        TaskMonitorOptions? options = null, string name = "relay1", string? folder = null, TimeProvider? time = null)
    {
        var relay = new ServiceCollection()
            .AddLogging()
            .AddSingleton(time ?? Time)
            .AddSingleton(_ => new Random(1))
            .AddSingleton(new RelayIdentity { Site = "main", Name = name, Environment = "test" })
            .AddSingleton(new Redaction([]))
            .AddSenseEvents(new UdpOptions())
            .AddSingleton(new JournalOptions { Directory = folder ?? Folder })
            .AddSingleton(handOver)
            .AddSense(Options(), engine: null, new ScriptLogOptions(), reconcile: null)
            .AddMonitorRunning()
            .BuildServiceProvider();
        relays.Add(relay);
        return TaskMonitorServices.Create(relay, options ?? Both);
    }

    /// <summary>Looks now, and then at the monitor's interval for a while.</summary>
    private protected async Task LookForAsync(TaskMonitor monitor, TimeSpan howLong)
    {
        await monitor.LookAsync(Cancel);
        for (var end = Now + howLong; Now + monitor.Every <= end;)
        {
            Time.Advance(monitor.Every);
            await monitor.LookAsync(Cancel);
        }
    }

    /// <summary>All events since the last call.</summary>
    private protected List<CloudEvent> Events()
    {
        var events = new List<CloudEvent>();
        var records = new List<JournalRecord>();
        for (reader ??= new JournalReader(run.Journal), reader.Read(records, 10); records.Count > 0; reader.Read(records, 10))
        {
            events.AddRange(records.Select(record => OwnRecords.EventOf(record)!));
        }

        return events;
    }

    private protected static void ShouldBeTheData(string file, CloudEvent raised) => Repository.ShouldMatch(
        $"tests/Butler.RelayAgent.Tests/Monitors/Tasks/Expected/{file}",
        JsonSerializer.Serialize(raised.Data!.Value, Repository.Indented) + "\n");

    private protected IEnumerable<string> Ids() => Events().Select(each => each.Id);

    /// <summary>The requests since the last call.</summary>
    private protected List<string> Asked()
    {
        var asked = Qrs.Asked.ToList();
        Qrs.Asked.Clear();
        return asked;
    }
}
