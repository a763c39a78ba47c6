using Butler.Core.Configuration;
using Butler.Core.Destinations;

namespace Butler.Functions.Configuration;

/// <summary>Reads keys that several types of channels share.</summary>
internal static class ChannelKeys
{
    private const string InTheRelaysFile = "belongs in the relay's own file when a relay sends; remove the key here";

    /// <summary>Text that is sent in a header, such as a token. The text is never shown.</summary>
    public static YamlType<string> HeaderSecret { get; } = Yaml.Secret.Then(
        (string text, out string value) => HttpHeaderRules.ProblemOfValue(value = text));

    /// <summary>The address of a destination: a secret, and not needed when a relay sends.</summary>
    public static Uri? Url(YamlKeys keys, string description, params string[] schemes) => IsByRelay(keys)
        ? Unwanted(keys, "url", schemes)
        : keys.Required("url", Address(schemes), description);

    /// <summary>An address with a usable port.</summary>
    public static YamlType<Uri> Address(params string[] schemes) => Yaml.Url(schemes).Then((Uri given, out Uri url) =>
        (url = given).Port == 0 ? "has the port 0, on which nothing can listen" : null);

    /// <summary>The operator's headers, which replace the default ones.</summary>
    public static IReadOnlyDictionary<string, string> Headers(YamlKeys keys)
    {
        var headers = keys.Optional(
            "headers", Yaml.Map(HeaderSecret), new Dictionary<string, string>(),
            "Headers to set; they replace the default ones of the same name.");
        foreach (var name in headers.Keys.Where(name => HttpHeaderRules.ProblemOfName(name) is not null))
        {
            keys.Fail("headers", $"has \"{name}\", which {HttpHeaderRules.ProblemOfName(name)}");
        }

        foreach (var twice in headers.Keys.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(names => names.Count() > 1))
        {
            keys.Fail("headers", $"has {string.Join(" and ", twice.Select(name => $"\"{name}\""))}, which are the same header; remove one");
        }

        return headers;
    }

    /// <summary>Rejects credentials in an address if a key holds credentials too: one of them would have no effect.</summary>
    public static void OneLogin(YamlKeys keys, Uri? url, string urlKey, string? other)
    {
        if (keys.IsReading && url is { UserInfo.Length: > 0 } && other is not null)
        {
            keys.Fail(urlKey, $"holds a user and a password, and so does \"{other}\"; remove one");
        }
    }

    public static bool IsByRelay(YamlKeys keys) => keys.Has("via");

    /// <summary>Rejects keys that have no effect when a relay sends, because their values are in the relay's own file.</summary>
    public static void OnlyWhereTheAppSends(YamlKeys keys, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (keys.IsReading && IsByRelay(keys) && keys.Has(name))
            {
                keys.Fail(name, InTheRelaysFile);
            }
        }
    }

    private static Uri? Unwanted(YamlKeys keys, string key, params string[] schemes)
    {
        if (keys.Optional(key, Yaml.Url(schemes), "The address.") is not null)
        {
            keys.Fail(key, InTheRelaysFile);
        }

        return null;
    }
}
