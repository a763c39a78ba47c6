using System.Text;
using Butler.Core.Events;
using Butler.Core.Secrets;
using Butler.Core.Text;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Sense.Parsing;

namespace Butler.RelayAgent.Sense.Events;

/// <summary>
/// Creates events from datagrams. The same datagram always gives an event with the same id, because a journal may be replayed.
/// </summary>
/// <param name="site">The site the relay serves.</param>
/// <param name="relay">The relay's name.</param>
/// <param name="environment">Free text, or null.</param>
/// <param name="clock">Reads the log's time stamps.</param>
/// <param name="redaction">Masks secrets in the log's messages and in unparsed datagrams.</param>
/// <param name="encoding">Reads the datagram's bytes; null for the default.</param>
/// <param name="skew">Detects unreliable log times; null: all are reliable.</param>
internal sealed class SenseEvents(
    string site, string relay, string? environment, SenseClock clock, Redaction redaction, SenseEncoding? encoding = null,
    ClockSkew? skew = null)
{
    /// <summary>The information that only the repository has.</summary>
    private static readonly EnrichmentInfo NothingLookedUp = new() { Missing = ["task", "app", "owner", "execution", "scriptLog"] };

    private readonly SenseEncoding encoding = encoding ?? new SenseEncoding();

    /// <summary>Creates the event of a journal record. One that the relay raised itself is as it was raised.</summary>
    /// <param name="record">The record.</param>
    /// <param name="traceParent">The trace context of the event; null when it is not traced.</param>
    /// <param name="maxBytes">The maximum size of the encoding; shortened fields are named in the event.</param>
    public SenseEvent Make(JournalRecord record, string? traceParent = null, int maxBytes = CloudEvent.MaxEncodedBytes)
    {
        if (OwnRecords.EventOf(record) is { } own)
        {
            own = own with { TraceParent = traceParent };
            return new SenseEvent(own, own.Encode()) { IsOwn = true };
        }

        var text = encoding.Decode(record.Datagram.Span);
        var datagram = SenseParser.Parse(text);
        var host = datagram.Host ?? record.Sender.Address.ToString();
        var time = clock.Read(datagram.TimeStamp, record.Received);
        var envelope = new CloudEvent
        {
            Id = IdOf(datagram, record),
            Source = $"/sense/{Uri.EscapeDataString(site)}/{Uri.EscapeDataString(TextCut.Beginning(host, 255))}",
            Type = TypeOf(datagram),
            Subject = datagram.TaskId is { } task ? $"task/{task}" : datagram.AppId is { } app ? $"app/{app}" : null,
            Time = time,
            Site = site,
            Environment = environment,
            Relay = relay,
            ReceivedTime = record.Received,
            Skewed = skew?.IsSkewed(host, time, record) is true ? true : null,
            TraceParent = traceParent,
        };

        return EventFit.Fit(envelope, DataOf(datagram, text, record), maxBytes);
    }

    /// <summary>Creates the event of a record that cannot be parsed.</summary>
    /// <param name="record">The record.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="traceParent">The trace context of the event; null when it is not traced.</param>
    /// <param name="maxBytes">The maximum size of the encoding.</param>
    public SenseEvent Unparsed(
        JournalRecord record, string reason, string? traceParent = null, int maxBytes = CloudEvent.MaxEncodedBytes)
    {
        var envelope = new CloudEvent
        {
            Id = EventIdentity.ForDatagram(site, record.Datagram.Span),
            Source = $"/sense/{Uri.EscapeDataString(site)}/{record.Sender.Address}",
            Type = EventTypes.Unparsed,
            Time = record.Received,
            Site = site,
            Environment = environment,
            Relay = relay,
            ReceivedTime = record.Received,
            TraceParent = traceParent,
        };
        var data = new TaskEventData
        {
            Enrichment = new EnrichmentInfo(),
            Sender = Sender(record),
            Raw = redaction.Clean(Encoding.UTF8.GetString(record.Datagram.Span)),
            Reason = redaction.Clean(reason),
        };
        return EventFit.Fit(envelope, data, maxBytes);
    }

    private TaskEventData DataOf(SenseDatagram datagram, string text, JournalRecord record) => new()
    {
        Host = datagram.Host,
        TaskName = datagram.TaskName,
        TaskId = datagram.TaskId,
        AppName = datagram.AppName,
        AppId = datagram.AppId,
        User = datagram.User,
        ExecutionId = datagram.ExecutionId,
        LogTimeStamp = datagram.TimeStamp,
        LogLevel = datagram.Level,
        LogMessage = datagram.Message is { } message ? redaction.Clean(message) : null,
        Enrichment = datagram.Problem is null ? NothingLookedUp : new EnrichmentInfo(),
        Raw = datagram.Problem is null ? null : redaction.Clean(text),
        Reason = datagram.Problem is { } problem ? redaction.Clean(problem) : null,
        Sender = datagram.Problem is null ? null : Sender(record),
    };

    private static string Sender(JournalRecord record) => record.Sender.Address.ToString();

    private static string TypeOf(SenseDatagram datagram) => datagram is { Problem: null, Tag: { } tag }
        ? EventTypes.ForTask(tag.Kind, tag.Outcome)
        : EventTypes.Unparsed;

    /// <summary>Creates the event's id. An execution id that is not a GUID may not be unique: two events could become one.</summary>
    private string IdOf(SenseDatagram datagram, JournalRecord record) =>
        datagram is { Problem: null, Tag.Family: { } family, ExecutionId: { } execution } && SenseText.CleanGuid(execution) is { } guid
            ? EventIdentity.ForExecution(site, family, guid)
            : EventIdentity.ForDatagram(site, record.Datagram.Span);
}
