using System.Net;
using System.Text;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Secrets;
using Butler.Core.Text;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Parsing;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Sense.Reconcile;
using Butler.RelayAgent.Sense.ScriptLogs;

namespace Butler.RelayAgent.Tests.Sense.Support;

/// <summary>A test of what becomes of an event when the stand-in for QRS is asked about it.</summary>
public abstract class EnrichmentTest : QrsTest
{
    private protected static readonly DateTimeOffset Ended = new(2031, 3, 14, 4, 12, 7, 318, TimeSpan.Zero);

    private readonly List<SenseAccess> opened = [];

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public override async ValueTask DisposeAsync()
    {
        opened.ForEach(access => access.Dispose());
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected SenseAccess Open(
        ScriptLogOptions? scriptLog = null, QrsOptions? qrs = null, TimeProvider? time = null, ReconcileOptions? reconcile = null)
    {
        var access = new SenseAccess(
            scriptLog ?? new ScriptLogOptions(), qrs ?? Options(), time ?? TimeProvider.System, reconcile ?? new ReconcileOptions());
        opened.Add(access);
        return access;
    }

    private protected static SenseEvent Event(int number, string tag = "/scheduler-task-failed/", int? task = null, int? app = null) =>
        new SenseEvents(
        "main", "relay1", null, new SenseClock(TimeZoneInfo.Utc), Redaction.None).Make(new JournalRecord(
            1,
            Ended,
            new IPEndPoint(IPAddress.Loopback, 1),
            Encoding.UTF8.GetBytes(
                $@"{tag};h;Reload;App;D\u;{FakeSite.TaskId(task ?? number)};{(app == 0 ? "" : FakeSite.AppId(app ?? number))};"
                    + $@"2031-03-14 04:12:07,318;WARN;{FakeSite.ExecutionId(number)};Max retries reached")));

    /// <summary>A datagram in Latin-1, read by a relay that was told it is UTF-8.</summary>
    private protected static SenseEvent Damaged() => new SenseEvents(
        "main", "relay1", null, new SenseClock(TimeZoneInfo.Utc), Redaction.None, new SenseEncoding(Encoding.UTF8)).Make(new JournalRecord(
            1,
            Ended,
            new IPEndPoint(IPAddress.Loopback, 1),
            Encoding.Latin1.GetBytes(
                $@"/scheduler-task-failed/;h;Försäljning;Kundtjänst;FABRIKAM\åsa;{FakeSite.TaskId(1)};{FakeSite.AppId(1)};"
                    + $@"2031-03-14 04:12:07,318;WARN;{FakeSite.ExecutionId(1)};Max retries reached")));

    private protected static TaskEventData Data(SenseEvent made) =>
        JsonSerializer.Deserialize(made.Event.Data!.Value, EventJson.Default.TaskEventData)!;
}
