using System.Globalization;

namespace Butler.Cli.Migrate.Model;

/// <summary>The settings that the written files need.</summary>
internal sealed class MissingSettings
{
    private const string SampleText = "placeholder-of-at-least-thirty-two-characters";

    /// <summary>The values, only to give equal ones the same name.</summary>
    private readonly Dictionary<(string Base, string For, string Value), string> names = [];

    private readonly OrderedDictionary<string, MissingSetting> settings = new(StringComparer.Ordinal);

    /// <summary>All settings; the key is the name and <see cref="MissingSetting.For"/>.</summary>
    public IReadOnlyList<MissingSetting> All => [.. settings.Values];

    /// <summary>The placeholder for a secret text.</summary>
    public string Text(string name, string what, string reader, string from, string value) =>
        Placeholder(name, what, reader, from, value, SampleText);

    /// <summary>The placeholder for an address that may hold a key.</summary>
    public string Url(string name, string what, string reader, string from, string value) =>
        Placeholder(name, what, reader, from, value, "https://placeholder.example.com/hook");

    /// <summary>The placeholder for a setting that Butler's file does not have.</summary>
    public string Own(string name, string what, string reader, string from, string sample = SampleText)
    {
        settings[$"{name} {reader}"] = new MissingSetting(name, what, reader, from, sample);
        return Of(name);
    }

    private string Placeholder(string name, string what, string reader, string from, string value, string sample)
    {
        if (!names.TryGetValue((name, reader, value), out var found))
        {
            var count = names.Keys.Count(known => known.Base == name);
            found = count == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}_{count + 1}");
            names[(name, reader, value)] = found;
            settings[$"{found} {reader}"] = new MissingSetting(found, what, reader, from, sample);
        }
        else if (settings[$"{found} {reader}"] is var known && !known.From.Split(", ").Contains(from))
        {
            settings[$"{found} {reader}"] = known with { From = $"{known.From}, {from}" };
        }

        return Of(found);
    }

    private static string Of(string name) => $"${{{name}}}";
}
