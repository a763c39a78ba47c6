using Butler.Core.Configuration;
using Butler.Core.Destinations;

namespace Butler.Functions.Configuration;

/// <summary>Reads keys that several types of channels have.</summary>
internal static class ChannelKeys
{
    private const string InTheRelaysFile = "stands in the relay's own file where a relay sends; remove the key here";

    /// <summary>Text that is sent in a header, such as a token. It is never shown.</summary>
    public static YamlType<string> HeaderSecret { get; } = Yaml.Secret.Then(
        (string text, out string value) => HttpHeaderRules.ProblemOfValue(value = text));

    /// <summary>The address of a destination: a secret, and not needed where a relay sends.</summary>
    public static Uri? Url(YamlKeys keys, string description, params string[] schemes) => IsByRelay(keys)
        ? Unwanted(keys, "url", schemes)
        : keys.Required("url", Address(schemes), description);

    /// <summary>An address that something can be sent to.</summary>
    public static YamlType<Uri> Address(params string[] schemes) => Yaml.Url(schemes).Then((Uri given, out Uri url) =>
        (url = given).Port == 0 ? "has the port 0, on which nothing can listen" : null);

    /// <summary>Headers of the operator's, which take the place of the product's own.</summary>
    public static IReadOnlyDictionary<string, string> Headers(YamlKeys keys)
    {
        var headers = keys.Optional(
            "headers", Yaml.Map(HeaderSecret), new Dictionary<string, string>(),
            "Headers to set, in place of the usual ones of the same name.");
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

    /// <summary>Refuses credentials in an address where a key says the same: one of both would do nothing.</summary>
    public static void OneLogin(YamlKeys keys, Uri? url, string urlKey, string? other)
    {
        if (keys.IsReading && url is { UserInfo.Length: > 0 } && other is not null)
        {
            keys.Fail(urlKey, $"holds a user and a password, and so does \"{other}\"; remove one");
        }
    }

    public static bool IsByRelay(YamlKeys keys) => keys.Has("via");

    /// <summary>Refuses keys that would do nothing where a relay sends: what they say stands in the relay's own file.</summary>
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
        if (keys.Optional(key, Yaml.Url(schemes), "Where to send.") is not null)
        {
            keys.Fail(key, InTheRelaysFile);
        }

        return null;
    }
}
