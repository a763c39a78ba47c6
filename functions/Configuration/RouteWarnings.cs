using System.Globalization;
using System.Text.RegularExpressions;
using Butler.Core.Configuration;
using Butler.Core.Text;

namespace Butler.Functions.Configuration;

/// <summary>What routes may say but probably do not mean.</summary>
internal static partial class RouteWarnings
{
    /// <summary>What is to be said of a pattern that only makes sense as a regular expression; null where it may be meant as it stands.</summary>
    /// <param name="pattern">The pattern, with * for any run of characters.</param>
    public static string? OfPattern(string pattern) => RegularExpression().IsMatch(pattern) ? "looks like a regular expression, but only * has a meaning here: any run of characters" : null;

    /// <summary>As <see cref="OfPattern"/>, for names with dots, such as those of hosts: there <c>.*</c> is usual.</summary>
    public static string? OfDottedPattern(string pattern) => OfPattern(pattern.Replace(".*", "*", StringComparison.Ordinal));

    /// <summary>Warns of what the channels and routes together do not do.</summary>
    public static void Check(YamlKeys keys, ButlerOptions options)
    {
        if (options.Routes is not { Count: > 0 } routes)
        {
            if (options.Routes is not null)
            {
                keys.Warn("routes", "is empty: events are recorded, but no alert of them is sent");
            }

            return;
        }

        for (var r = 0; r < routes.Count; r++)
        {
            Throttle(keys.Find("routes", $"{r}", "throttle"), routes[r].Throttle, options.MaxEventAge);
            for (var s = 0; s < (routes[r].Send?.Count ?? 0); s++)
            {
                Throttle(keys.Find("routes", $"{r}", "send", $"{s}", "throttle"), routes[r].Send[s].Throttle, options.MaxEventAge);
            }
        }

        var used = routes.SelectMany(r => (r.Send ?? []).Concat(r.Escalate?.Send ?? [])).Select(s => s.Channel).Append(options.DefaultChannel).ToHashSet();
        foreach (var name in (options.Channels?.Keys ?? []).Where(name => !used.Contains(name)))
        {
            keys.Find("channels", name)?.Warn("is used by no route and is not the default channel: nothing is sent to it");
        }
    }

    private static void Throttle(YamlAt? at, ThrottleOptions? throttle, TimeSpan maxEventAge)
    {
        if (throttle?.Every > maxEventAge)
        {
            at?.Warn(string.Create(CultureInfo.InvariantCulture, $"holds back for {DurationText.Format(throttle.Every)}, which is longer than maxEventAge ({DurationText.Format(maxEventAge)})"));
        }
    }

    [GeneratedRegex(@"^\^|\$$|\.[*+?]|\\[dDwWsSb.]|\S\|\S|\[\^|\[[^\]]*\w-\w[^\]]*\]|\[[^\]]+\][*+?{]|\)[*+?{]", RegexOptions.CultureInvariant)]
    private static partial Regex RegularExpression();
}
