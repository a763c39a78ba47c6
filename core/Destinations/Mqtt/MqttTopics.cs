using System.Text;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>The rules of topics and filters (MQTT 3.1.1 §4.7, the same in 5.0).</summary>
public static class MqttTopics
{
    private const int MaxBytes = 65_535;
    private const string SharePrefix = "$share/";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Why a topic is not valid for publishing; null when it is.</summary>
    public static string? ProblemOfTopic(string topic) =>
        ProblemOfText(topic) ?? (topic.AsSpan().IndexOfAny('+', '#') >= 0 ? "holds a wildcard (+ or #), which only filters may" : null);

    /// <summary>Why a filter is not valid for subscribing; null when it is.</summary>
    public static string? ProblemOfFilter(string filter)
    {
        if (ProblemOfText(filter) is { } problem)
        {
            return problem;
        }

        if (filter.StartsWith(SharePrefix, StringComparison.Ordinal))
        {
            var group = filter.IndexOf('/', SharePrefix.Length);
            if (group <= SharePrefix.Length || group == filter.Length - 1 || filter.AsSpan(0, group).IndexOfAny('+', '#') >= 0)
            {
                return "is a shared subscription, which looks like $share/GROUP/FILTER";
            }
        }

        var levels = filter.Split('/');
        for (var i = 0; i < levels.Length; i++)
        {
            if ((levels[i].Contains('+', StringComparison.Ordinal) && levels[i] != "+")
                || (levels[i].Contains('#', StringComparison.Ordinal) && (levels[i] != "#" || i < levels.Length - 1)))
            {
                return "holds a wildcard that is not a whole level, or a # that is not the last one";
            }
        }

        return null;
    }

    /// <summary>Whether a filter matches a topic; both must be valid.</summary>
    public static bool Matches(string filter, string topic)
    {
        if (filter.StartsWith(SharePrefix, StringComparison.Ordinal))
        {
            filter = filter[(filter.IndexOf('/', SharePrefix.Length) + 1)..];
        }

        if (topic.StartsWith('$') && filter[0] is '+' or '#')
        {
            return false; // wildcards do not match the broker's own topics
        }

        var wanted = filter.Split('/');
        var levels = topic.Split('/');
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] == "#")
            {
                return true;
            }

            if (i == levels.Length || (wanted[i] != "+" && wanted[i] != levels[i]))
            {
                return false;
            }
        }

        return wanted.Length == levels.Length;
    }

    private static string? ProblemOfText(string text)
    {
        if (text.Length == 0)
        {
            return "is empty";
        }

        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return "holds the character U+0000";
        }

        try
        {
            return Strict.GetByteCount(text) > MaxBytes ? "is longer than 65,535 bytes" : null;
        }
        catch (EncoderFallbackException)
        {
            return "is not valid Unicode";
        }
    }
}
