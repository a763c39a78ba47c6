using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Configuration;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.LicenseRelease;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Tests.Forwarding;
using Butler.RelayAgent.Tests.Monitors;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.LicenseRelease;

/// <summary>A relay that releases licenses, over restarts.</summary>
internal sealed class ReleaseBench : IDisposable
{
    /// <summary>Yesterday's slot is done, and that of 2031-03-14 is due; it is 04:12:07.</summary>
    public static readonly DateTimeOffset Slot = new(2031, 3, 14, 0, 0, 0, TimeSpan.Zero);

    private readonly MonitorBench bench = new();
    private string section = "types: [analyzer], dryRun: false";
    private Process? process;

    public ReleaseBench()
    {
        RepositoryClock = new QrsClock(bench.Time);
        Restart();
        Book.Save(state => state with { Done = Slot.AddDays(-1) });
    }

    public FakeLicenses Qrs { get; } = new();

    public MovableTime Time => bench.Time;

    public QrsClock RepositoryClock { get; private set; }

    public ServiceBusClock BusClock { get; private set; } = null!;

    public RecordingLogger<ReleaseDeletions> RunLog { get; } = new();

    public ReleaseBook Book => process!.Book;

    public string Folder => bench.Folder;

    /// <summary>A time so many days ago.</summary>
    public DateTimeOffset Ago(double days) => Time.GetUtcNow().AddDays(-days);

    /// <summary>Reads the section of a file.</summary>
    public static LicenseReleaseOptions? Read(string text) => YamlFile.Read(
        "relay.yaml", File(text), new RelayOptionsReader(new EnvironmentOverrides(_ => null)).Type(), _ => null).LicenseRelease;

    /// <summary>A file with the section.</summary>
    public static string File(string section) =>
        $$"""
        serviceBus: { connection: https://example.servicebus.windows.net }
        qrs: { url: "https://sense.example.com:4242", certificate: client.pem, key: client_key.pem }
        commands: { key: 0123456789abcdef0123456789abcdef }
        licenseRelease: { {{section.ReplaceLineEndings(" ")}} }
        """;

    /// <summary>Uses another section from here, as after a restart.</summary>
    public void Configure(string text)
    {
        section = text;
        Restart();
    }

    /// <summary>Starts a new process on the same disk.</summary>
    public void Restart(string relay = "relay1")
    {
        process?.Turn.Dispose();
        BusClock = new ServiceBusClock(Time);
        RepositoryClock = new QrsClock(Time);
        var options = Read(section)!;
        var book = new ReleaseBook(
            options, bench.Open("license-release", ReleaseJson.Default.ReleaseState, relay == "relay1" ? "" : relay), Time);
        var events = new ReleaseEvents(
            bench.EventsOf(relay), MonitorBench.Relay with { Name = relay }, "sense.example.com");
        var deletion = new AccessDeletion(Qrs);
        var runner = new ReleaseRunner(
            options, new ReleasePlan(options, Qrs, RepositoryClock, TimeProvider.System),
            new ReleaseDeletions(deletion, book, events, Time, RunLog), book, events, NullLogger<ReleaseRunner>.Instance);
        var remains = new ReleaseRemains(deletion, book, events, runner, Time, NullLogger<ReleaseRemains>.Instance);
        var turn = new ReleaseTurn(book, runner, remains, new ReleaseClock(RepositoryClock, BusClock, Time), Qrs);
        process = new Process(
            book, turn, new ReleaseMonitor(options, book, turn, NullLogger<ReleaseMonitor>.Instance), new ReleaseLicenses(turn, book));
    }

    /// <summary>A look of the loop.</summary>
    public Task LookAsync() => process!.Monitor.LookAsync(TestContext.Current.CancellationToken);

    /// <summary>The command of the function app.</summary>
    /// <returns>How it ended: its status, and its error or result.</returns>
    public async Task<string> TurnAsync(DateTimeOffset? slot = null, string? doneBy = null)
    {
        var command = new Command
        {
            Id = "c1",
            Kind = CommandKinds.ReleaseLicenses,
            Site = "main",
            Relay = "relay1",
            Deadline = Time.GetUtcNow().AddMinutes(10),
            Arguments = JsonSerializer.SerializeToElement(
                new ReleaseLicensesArguments { Slot = slot ?? Slot, DoneBy = doneBy }, CommandJson.Default.ReleaseLicensesArguments),
        };
        try
        {
            var outcome = await process!.Handler.RunAsync(command, TestContext.Current.CancellationToken);
            return $"{outcome.Status} {outcome.Error ?? outcome.Result?.GetRawText()}";
        }
        catch (CommandFailedException failed)
        {
            return $"Failed {failed.Message}";
        }
    }

    /// <summary>A message of Service Bus tells its time.</summary>
    public void BusSays(DateTimeOffset now) => BusClock.Learn(new LockedMessage
    {
        Queue = "commands-relay1",
        Body = default,
        Properties = new Dictionary<string, object>(),
        LockToken = Guid.NewGuid(),
        EnqueuedTime = now,
        LockedUntil = now.AddMinutes(1),
    });

    /// <summary>The events since the last call, one line each.</summary>
    public string[] Raised() => [.. bench.Raised().Select(each => $"{each.Type} {each.Id} {each.Data!.Value.GetRawText()}")];

    /// <summary>The ends of runs since the last call, only their data.</summary>
    public string[] Ended() =>
        [.. bench.Raised().Where(each => each.Type == "sense.license.release.ended").Select(each => each.Data!.Value.GetRawText())];

    /// <summary>The users of releases, with their ids, and the other events by id.</summary>
    public string[] Told() =>
    [
        .. bench.Raised().Select(each => each.Data!.Value.TryGetProperty("userId", out var user) ? $"{user} {each.Id}" : each.Id),
    ];

    public void EndJournal() => bench.EndJournal();

    public void Dispose()
    {
        process?.Turn.Dispose();
        bench.Dispose();
    }

    private sealed record Process(ReleaseBook Book, ReleaseTurn Turn, ReleaseMonitor Monitor, ReleaseLicenses Handler);
}
