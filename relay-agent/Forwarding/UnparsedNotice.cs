using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Secrets;
using Butler.Core.Text;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Forwarding;

/// <summary>
/// Logs warnings about datagrams that could not be parsed, with the reason, the sender and the beginning. Each sender has at most one line
/// a minute; the next line counts the others.
/// </summary>
internal sealed partial class UnparsedNotice(Redaction redaction, TimeProvider time, ILogger<UnparsedNotice> logger)
{
    private const int MaxShown = 200;

    /// <summary>The length that is redacted before the text is shortened, so that a secret at the end is still recognized.</summary>
    private const int MaxRedacted = 4096;

    private const int MaxSenders = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Dictionary<IPAddress, Notice> last = [];

    /// <summary>Logs a datagram that could not be parsed. Not thread-safe.</summary>
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

    /// <summary>The beginning of a text on one line; invisible characters are written as <c>\uXXXX</c>.</summary>
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

            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator)
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
        [LoggerMessage(1, LogLevel.Warning, "A datagram from {Sender} could not be parsed and is sent as sense.unparsed: {Reason}. It "
            + "begins: {Text} ({More} more from this sender since the last such line)")]
        public static partial void Unparsed(ILogger logger, IPAddress sender, string reason, string text, int more);
    }
}
