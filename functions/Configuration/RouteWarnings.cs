using System.Globalization;
using System.Text.RegularExpressions;
using Butler.Core.Configuration;
using Butler.Core.Text;

namespace Butler.Functions.Configuration;

/// <summary>Warns of values of routes that are allowed but probably unintended.</summary>
internal static partial class RouteWarnings
{
    /// <summary>The warning for a pattern that looks like a regular expression; null for other patterns.</summary>
    /// <param name="pattern">The pattern, with * for any characters.</param>
    public static string? OfPattern(string pattern) =>
        RegularExpression().IsMatch(pattern) ? "looks like a regular expression, but only * has a meaning here: any characters" : null;

    /// <summary>Like <see cref="OfPattern"/>, for names with dots, such as those of hosts: there <c>.*</c> is usual.</summary>
    public static string? OfDottedPattern(string pattern) => OfPattern(pattern.Replace(".*", "*", StringComparison.Ordinal));

    /// <summary>Warns of combinations of channels and routes that have no effect.</summary>
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

        var used = routes.SelectMany(r => (r.Send ?? []).Concat(r.Escalate?.Send ?? [])).Select(s => s.Channel)
            .Append(options.DefaultChannel).Concat(options.Api.Channels).ToHashSet();
        foreach (var name in (options.Channels?.Keys ?? []).Where(name => !used.Contains(name)))
        {
            keys.Find("channels", name)?.Warn("is used by no route and is not the default channel: nothing is sent to it");
        }
    }

    private static void Throttle(YamlAt? at, ThrottleOptions? throttle, TimeSpan maxEventAge)
    {
        if (throttle?.Every > maxEventAge)
        {
            at?.Warn(string.Create(CultureInfo.InvariantCulture, $"holds back for {DurationText.Format(throttle.Every)}, which is longer "
                + $"than maxEventAge ({DurationText.Format(maxEventAge)})"));
        }
    }

    [GeneratedRegex(
        @"^\^|\$$|\.[*+?]|\\[dDwWsSb.]|\S\|\S|\[\^|\[[^\]]*\w-\w[^\]]*\]|\[[^\]]+\][*+?{]|\)[*+?{]", RegexOptions.CultureInvariant)]
    private static partial Regex RegularExpression();
}
