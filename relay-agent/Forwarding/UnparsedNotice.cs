using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Text;
using Butler.RelayAgent.Secrets;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Forwarding;

/// <summary>
/// Warns in the relay's log of datagrams that could not be understood, with the reason, the sender and the beginning. A storm is one
/// line a minute for each sender; the others are counted in the next one.
/// </summary>
internal sealed partial class UnparsedNotice(Redaction redaction, TimeProvider time, ILogger<UnparsedNotice> logger)
{
    private const int MaxShown = 200;

    /// <summary>What is redacted before it is cut, so that the cut does not hide the beginning of a secret from the redaction.</summary>
    private const int MaxRedacted = 4096;

    private const int MaxSenders = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Dictionary<IPAddress, Notice> last = [];

    /// <summary>A datagram was not understood. One caller at a time.</summary>
    public void Warn(IPAddress sender, CloudEvent unparsed)
    {
        var before = last.GetValueOrDefault(sender);
        if (before is not null && time.GetElapsedTime(before.At) < Every)
        {
            before.Untold++;
            return;
        }

        if (last.Count >= MaxSenders)
        {
            last.Clear(); // forged addresses must not fill memory
        }

        last[sender] = new Notice(time.GetTimestamp());
        var data = unparsed.Data is { } json ? JsonSerializer.Deserialize(json, EventJson.Default.TaskEventData) : null;
        Log.Unparsed(logger, sender, data?.Reason ?? "no reason is known", Shown(data?.Raw ?? ""), before?.Untold ?? 0);
    }

    /// <summary>The beginning of a text as one line: what is not to be seen in a log is written as <c>\uXXXX</c>.</summary>
    private string Shown(string raw)
    {
        var clean = redaction.Clean(TextCut.Beginning(raw, MaxRedacted));
        var shown = new StringBuilder();
        foreach (var rune in clean.EnumerateRunes())
        {
            if (shown.Length >= MaxShown)
            {
                return shown.Append("...").ToString();
            }

            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                shown.Append(rune.ToString());
            }
        }

        return shown.ToString();
    }

    private sealed class Notice(long at)
    {
        public long At { get; } = at;

        public int Untold { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A datagram from {Sender} could not be understood and goes on as sense.unparsed: {Reason}. It begins: {Text} ({More} more from this sender since the last such line)")]
        public static partial void Unparsed(ILogger logger, IPAddress sender, string reason, string text, int more);
    }
}
