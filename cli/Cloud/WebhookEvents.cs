using Butler.Cli.CommandLine;
using Butler.Core.Text;
using Butler.Functions.QlikCloud;

namespace Butler.Cli.Cloud;

/// <summary>Chooses the event types of a webhook.</summary>
internal static class WebhookEvents
{
    /// <summary>
    /// Not among the standard types: it tells of each attempt of a reload, whose end <c>com.qlik.v1.reload.finished</c> tells.
    /// </summary>
    public const string EngineFinished = CloudEventReader.EngineFinished;

    /// <summary>The types that are wanted, each with its newer and its older name, and what is missing without it.</summary>
    private static readonly (string[] Names, string Gives)[] Standard =
    [
        ([CloudEventReader.ReloadFinished], "ends of reloads (cloud.reload.*)"),
        (["com.qlik.v1.automation.run.ended"], "ends of automations (cloud.automation.*)"),
        (["com.qlik.app.data.updated", "com.qlik.v1.app.data.updated"], "apps with new data (cloud.app.updated)"),
        (["com.qlik.core.api-key.validation.failed", "com.qlik.v1.api-key.validation.failed"], "refused API keys (cloud.apikey.failed)"),
    ];

    /// <summary>The names of the standard types, for the help.</summary>
    public static IEnumerable<string> StandardNames => Standard.Select(type => type.Names[0]);

    /// <summary>Chooses among the types that the tenant offers.</summary>
    /// <param name="given">The types that the user names; empty for the standard ones.</param>
    /// <param name="offered">The types that the tenant offers.</param>
    /// <param name="present">The types that the webhook has.</param>
    /// <param name="notes">Receives a note for each standard type that is not offered.</param>
    /// <exception cref="RefusedCommandException">A named type is not offered, or none of the standard ones.</exception>
    public static IReadOnlyList<string> Choose(
        IReadOnlyList<string> given, IReadOnlyList<string> offered, IReadOnlyList<string> present, ICollection<string> notes)
    {
        if (given.FirstOrDefault(type => !offered.Contains(type)) is { } unknown)
        {
            throw new RefusedCommandException(DidYouMean.Hint(unknown, offered) is { Length: > 0 } hint
                ? $"--events: the tenant offers no event type '{unknown}'{hint}"
                : $"--events: the tenant offers no event type '{unknown}'; it offers {string.Join(", ", offered)}");
        }

        if (given.Count > 0)
        {
            return given;
        }

        var chosen = new List<string>();
        foreach (var (names, gives) in Standard)
        {
            if ((names.FirstOrDefault(present.Contains) ?? names.FirstOrDefault(offered.Contains)) is { } type)
            {
                chosen.Add(type);
            }
            else
            {
                notes.Add($"The tenant does not offer {string.Join(" or ", names)}, so {gives} do not come.");
            }
        }

        return chosen.Count > 0 ? chosen : throw new RefusedCommandException(
            $"the tenant offers none of {string.Join(", ", StandardNames)}; name others with --events: {string.Join(", ", offered)}");
    }
}
