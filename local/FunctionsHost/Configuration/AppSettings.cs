using System.Text.RegularExpressions;

namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>The app settings as bindings may refer to them.</summary>
internal sealed partial class AppSettings(IReadOnlyDictionary<string, string> settings)
{
    /// <summary>Replaces each <c>%NAME%</c> with its setting; a missing setting is a fault.</summary>
    public string Expand(JsonSection section, string key, string text) => Reference().Replace(text, match =>
    {
        var name = match.Groups[1].Value;
        if (settings.TryGetValue(name, out var value))
        {
            return value;
        }

        section.Fault(key, $"there is no app setting '{name}'");
        return match.Value;
    });

    /// <summary>Whether a connection can be resolved: a connection string, or the identity form with a double underscore.</summary>
    public bool HasConnection(string name) =>
        settings.ContainsKey(name)
        || settings.ContainsKey($"AzureWebJobs{name}")
        || settings.Keys.Any(k => k.StartsWith($"{name}__", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a function is switched off by the setting of the real host.</summary>
    public bool IsDisabled(string function) =>
        settings.GetValueOrDefault($"AzureWebJobs.{function}.Disabled") is { } value
        && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Reference();
}
