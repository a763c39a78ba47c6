using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Butler.Core.Configuration;
using Butler.Core.Destinations;

namespace Butler.Functions.Configuration;

/// <summary>How a channel is read: the key <c>type</c> decides which other keys it has.</summary>
internal static class ChannelYaml
{
    /// <summary>Keys that a route's <c>send</c> may not override: addresses, credentials, and what they belong to.</summary>
    public static readonly IReadOnlyList<string> NotOverridable =
    [
        "type", "via", "destination", "url", "headers", "sign", "ca", "insecure", "provider", "apiKey", "sendGridUrl", "smtp", "version", "user", "password",
        "token", "clientId", "certificate", "key", "accounts", "region", "urls",
    ];

    private static readonly Dictionary<string, Func<YamlKeys, ChannelOptions>> Types = new()
    {
        ["webhook"] = Webhook,
        ["slack"] = Slack,
        ["teams"] = keys => new TeamsOptions { Url = Url(keys, "The workflow's webhook.") },
        ["email"] = EmailYaml.Read,
        ["mqtt"] = MetricYaml.Mqtt,
        ["influxdb"] = MetricYaml.Influx,
        ["newrelic"] = MetricYaml.NewRelic,
        ["signl4"] = Signl4,
        ["file"] = File,
        ["console"] = Console,
    };

    private const string InTheRelaysFile = "stands in the relay's own file where a relay sends; remove the key here";

    private static YamlType<string> HeaderName => Yaml.Text.Then((string text, out string name) =>
        HttpHeaderRules.ProblemOfName(name = text) is { } problem ? $"\"{text}\" {problem}" : null);

    private static YamlType<string> MediaType => Yaml.Text.Then((string text, out string type) =>
        MediaTypeHeaderValue.TryParse(type = text, out _) ? null : "is not a media type such as application/json or text/xml");

    private static YamlType<SignOptions> Sign => Yaml.Object(keys => new SignOptions
    {
        Secret = keys.Required("secret", Yaml.Secret, "The key of the HMAC-SHA256."),
        Header = keys.Optional("header", HeaderName, "X-Butler-Signature", "The header that carries it."),
    });

    private static YamlType<string> Mention => Yaml.Scalar(
        "here, channel, everyone, or the id of a member such as U012AB3CD or of a group such as S012AB3CD",
        new JsonObject { ["type"] = "string" },
        (string text, out string value) =>
        {
            value = text;
            return text is "here" or "channel" or "everyone" || (text is ['U' or 'W' or 'S', ..] && text.Length >= 8 && text.All(char.IsAsciiLetterOrDigit));
        });

    private static YamlType<ScriptLogOptions> ScriptLog => Yaml.Object(keys => new ScriptLogOptions(
        keys.Optional("head", Yaml.Int(0, 1000), 15, "How many of its first lines are shown."),
        keys.Optional("tail", Yaml.Int(0, 1000), 15, "How many of its last lines are shown.")));

    /// <summary>A channel of any type.</summary>
    public static YamlType<ChannelOptions> Type { get; } = new(
        (at, out value) => Reading.TryRead(at, out value),
        () => new JsonObject { ["oneOf"] = new JsonArray([.. Types.Select(b => (JsonNode)SchemaOf(b.Key, b.Value))]) });

    private static YamlType<ChannelOptions> Reading => Yaml.Object<ChannelOptions>(keys =>
    {
        var type = keys.Required("type", Yaml.OneOf([.. Types.Keys]), "What kind of channel it is.");
        if (type is null)
        {
            keys.IgnoreTheRest();
            return new ConsoleOptions();
        }

        return Read(keys, Types[type]);
    });

    /// <summary>Text that is sent in a header, such as a token. It is never shown.</summary>
    public static YamlType<string> HeaderSecret { get; } = Yaml.Secret.Then((string text, out string value) => HttpHeaderRules.ProblemOfValue(value = text));

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
        var headers = keys.Optional("headers", Yaml.Map(HeaderSecret), new Dictionary<string, string>(), "Headers to set, in place of the usual ones of the same name.");
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

    private static ChannelOptions Read(YamlKeys keys, Func<YamlKeys, ChannelOptions> own)
    {
        keys.Optional("via", Yaml.OneOf("relay"), "Who sends: a relay, to a destination that its own file names; left out, the function app.");
        var destination = keys.Optional("destination", Yaml.Text, "The destination's name in the relay's file.");
        if (keys.Has("via") != keys.Has("destination"))
        {
            keys.Fail(keys.Has("via") ? "via" : "destination", "via: relay and destination belong together: one without the other means nothing");
        }

        return own(keys) with
        {
            RelayDestination = destination,
            Template = keys.Optional("template", Yaml.Text, "A template's name, or its file."),
            Text = keys.Optional("text", Yaml.Text, "A template of one line, instead of a file."),
            ScriptLog = keys.Optional("scriptLog", ScriptLog, "How much of the script log is shown."),
            GiveUpAfter = keys.Optional("giveUpAfter", Yaml.Duration, TimeSpan.FromHours(24), "How long a delivery is tried."),
        };
    }

    private static Uri? Unwanted(YamlKeys keys, string key, params string[] schemes)
    {
        if (keys.Optional(key, Yaml.Url(schemes), "Where to send.") is not null)
        {
            keys.Fail(key, InTheRelaysFile);
        }

        return null;
    }

    private static ConsoleOptions Console(YamlKeys keys)
    {
        if (keys.IsReading && IsByRelay(keys))
        {
            keys.Fail("via", "is not possible for console: it prints where the function app runs");
        }

        return new ConsoleOptions();
    }

    private static WebhookOptions Webhook(YamlKeys keys)
    {
        OnlyWhereTheAppSends(keys, "headers", "ca", "insecure", "method");
        return WebhookKeys(keys);
    }

    private static WebhookOptions WebhookKeys(YamlKeys keys)
    {
        var headers = Headers(keys);
        string? Header(string wanted) => headers.FirstOrDefault(header => header.Key.Equals(wanted, StringComparison.OrdinalIgnoreCase)).Value;
        var webhook = new WebhookOptions
        {
            Url = Url(keys, "Where to send."),
            Method = keys.Optional("method", Yaml.OneOf("POST", "PUT", "GET"), "POST", "How; GET puts the fields into the query."),
            Headers = headers,
            ContentType = keys.Optional("contentType", MediaType, Header("Content-Type") ?? "application/json", "The media type of a body made by a template."),
            Ca = keys.Optional("ca", Yaml.FilePath, "A PEM file with the authorities to trust, instead of the system's."),
            Insecure = keys.Optional("insecure", Yaml.Bool, "Takes any certificate."),
            Sign = keys.Optional("sign", Sign, "Signs the body."),
        };
        if (keys.IsReading)
        {
            Check(keys, webhook, Header);
        }

        return webhook;
    }

    private static void Check(YamlKeys keys, WebhookOptions webhook, Func<string, string?> header)
    {
        if (header("Content-Type") is { } type)
        {
            if (keys.Has("contentType"))
            {
                keys.Fail("contentType", "is set twice: here and as a header; remove one");
            }
            else if (!MediaTypeHeaderValue.TryParse(type, out _))
            {
                keys.Fail("headers", "has a Content-Type that is not a media type such as application/json");
            }
        }

        if (webhook.Method == "GET" && webhook.Headers.Keys.FirstOrDefault(name => name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)) is { } ofTheBody)
        {
            keys.Fail("headers", $"has \"{ofTheBody}\", but a request with the method GET has no body; remove it");
        }

        if (webhook.Sign is { Header: { } signature } && header(signature) is not null)
        {
            keys.Fail("headers", $"has \"{signature}\", which carries the signature; remove it, or name another header in sign");
        }

        OneLogin(keys, webhook.Url, "url", header("Authorization") is null ? null : "headers");
    }

    private static SlackOptions Slack(YamlKeys keys) => new()
    {
        Url = Url(keys, "The incoming webhook."),
        Channel = keys.Optional("channel", Yaml.Text, "The Slack channel, where the webhook may choose."),
        Username = keys.Optional("username", Yaml.Text, "The sender's name."),
        Icon = keys.Optional("icon", Yaml.Text, "The sender's icon, such as :ghost:."),
        Mention = keys.Optional("mention", Yaml.OneOrMore(Mention), [], "Who is notified: here, channel, everyone, or ids of members and groups."),
    };

    private static Signl4Options Signl4(YamlKeys keys) => new()
    {
        Url = Url(keys, "The team's webhook."),
        Service = keys.Optional("service", Yaml.Text, "The service that the alert belongs to."),
        Severity = keys.Optional("severity", Yaml.Int(0, 99), 99, "Signl4's severity."),
    };

    private static FileOptions File(YamlKeys keys)
    {
        if (keys.IsReading && !IsByRelay(keys))
        {
            keys.Fail("type", "only a relay writes files; add via: relay and destination");
        }

        return new FileOptions { FileName = keys.Optional("fileName", Yaml.Text, "A template of the file's name.") };
    }

    private static JsonObject SchemaOf(string type, Func<YamlKeys, ChannelOptions> read) => Yaml.Object(keys =>
    {
        keys.Required("type", Yaml.OneOf(type), "What kind of channel it is.");
        return Read(keys, read);
    }).Schema();
}
