using System.CommandLine;
using Butler.Core.Events.Kinds;
using Butler.Core.Text;
using Butler.Local.Sense.Datagrams;

namespace Butler.Cli.Send;

/// <summary>The options of <c>butler send</c> for events of monitors, and how they are read.</summary>
/// <param name="shared">Options for datagrams that are fields of these events too, by the field's name.</param>
internal sealed class MonitorOptions(IReadOnlyDictionary<string, Option<string?>> shared)
{
    private readonly Option<string?> service = Text("--service", "name", "Of services' events: the service's name");
    private readonly Option<string?> site = Text("--site", "name", "Of monitors' events: the site, by default the app's first one");
    private readonly Option<string?> environment = Text("--environment", "name", "Of monitors' events: the site's environment");

    private readonly Option<string[]> values = new("--field")
    {
        Description = "Of monitors' events: a field of the event, as docs/events.md lists them; may be given several times",
        HelpName = "name=value",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>The function key of the app.</summary>
    public Option<string?> Key { get; } = Text(
        "--key", "key",
        $"Of monitors' events: the app's function key; better in the environment variable {RunningApp.ApiOptions.KeyVariable}");

    /// <summary>All options, in the order of the help text.</summary>
    public IReadOnlyList<Option> All => [service, values, site, environment, Key];

    /// <summary>Reads the event to raise.</summary>
    /// <param name="parsed">The arguments.</param>
    /// <param name="type">The type, in any case.</param>
    /// <param name="count">How many events.</param>
    /// <exception cref="FormatException">An option is not valid; the message says what was expected.</exception>
    public MonitorCall Read(ParseResult parsed, string type, int count)
    {
        var kind = EventKinds.Find(type.ToLowerInvariant())!;
        var fields = new Dictionary<string, string?>();
        foreach (var (name, option) in shared.Append(KeyValuePair.Create("serviceName", service)))
        {
            if (parsed.GetValue(option) is { } value)
            {
                fields[name] = kind.Has(name) ? value : throw new FormatException(
                    $"{option.Name} is not for {kind.Type}, which has the fields {Names(kind)}: set them with --field NAME=VALUE");
            }
        }

        foreach (var (name, id) in new[] { ("taskName", "taskId"), ("appName", "appId") })
        {
            if (fields.GetValueOrDefault(name) is { } known)
            {
                fields.TryAdd(id, SenseDatagram.IdOf(known));
            }
        }

        foreach (var text in parsed.GetValue(values) ?? [])
        {
            var (name, value) = Pair(kind, text);
            fields[name] = value.Length > 0 ? value : null;
        }

        return new MonitorCall
        {
            Type = kind.Type,
            Fields = fields,
            Site = parsed.GetValue(site),
            Environment = parsed.GetValue(environment),
            Count = count,
        };
    }

    private static (string Name, string Value) Pair(EventKind kind, string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
        {
            throw new FormatException($"--field '{text}' is not a field and its value: expected one like --field daysUntilExpiry=5");
        }

        var name = text[..at];
        var first = name.Split('.')[0];
        return kind.Has(first) ? (name, text[(at + 1)..]) : throw new FormatException(
            $"{kind.Type} has no field '{first}'"
                + (DidYouMean.Hint(first, kind.Data.Select(each => each.Name)) is { Length: > 0 } hint ? hint : $": it has {Names(kind)}"));
    }

    private static string Names(EventKind kind) => string.Join(", ", kind.Data.Select(each => each.Name));

    private static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName, Arity = ArgumentArity.ZeroOrOne };
}
