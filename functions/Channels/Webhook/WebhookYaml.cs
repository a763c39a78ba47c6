using System.Net.Http.Headers;
using Butler.Core.Configuration;
using Butler.Core.Destinations;
using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.Webhook;

/// <summary>Reads a channel that calls a URL.</summary>
internal static class WebhookYaml
{
    private static YamlType<string> HeaderName => Yaml.Text.Then((string text, out string name) =>
        HttpHeaderRules.ProblemOfName(name = text) is { } problem ? $"\"{text}\" {problem}" : null);

    private static YamlType<string> MediaType => Yaml.Text.Then((string text, out string type) =>
        MediaTypeHeaderValue.TryParse(type = text, out _) ? null : "is not a media type such as application/json or text/xml");

    private static YamlType<SignOptions> Sign => Yaml.Object(keys => new SignOptions
    {
        Secret = keys.Required("secret", Yaml.Secret, "The key of the HMAC-SHA256."),
        Header = keys.Optional("header", HeaderName, "X-Butler-Signature", "The header that carries the signature."),
    });

    public static WebhookOptions Read(YamlKeys keys)
    {
        ChannelKeys.OnlyWhereTheAppSends(keys, "headers", "ca", "insecure", "method");
        return Keys(keys);
    }

    private static WebhookOptions Keys(YamlKeys keys)
    {
        var headers = ChannelKeys.Headers(keys);
        string? Header(string wanted) =>
            headers.FirstOrDefault(header => header.Key.Equals(wanted, StringComparison.OrdinalIgnoreCase)).Value;
        var webhook = new WebhookOptions
        {
            Url = ChannelKeys.Url(keys, "The address."),
            Method = keys.Optional("method", Yaml.OneOf("POST", "PUT", "GET"), "POST", "The method; GET puts the fields into the query."),
            Headers = headers,
            ContentType = keys.Optional(
                "contentType", MediaType, Header("Content-Type") ?? "application/json", "The media type of a template's body."),
            Ca = keys.Optional("ca", Yaml.FilePath, "A PEM file with the authorities to trust, instead of the system's."),
            Insecure = keys.Optional("insecure", Yaml.Bool, "Accepts any certificate."),
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

        var ofTheBody = webhook.Headers.Keys.FirstOrDefault(name => name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase));
        if (webhook.Method == "GET" && ofTheBody is not null)
        {
            keys.Fail("headers", $"has \"{ofTheBody}\", but a request with the method GET has no body; remove it");
        }

        if (webhook.Sign is { Header: { } signature } && header(signature) is not null)
        {
            keys.Fail("headers", $"has \"{signature}\", which carries the signature; remove it, or name another header in sign");
        }

        ChannelKeys.OneLogin(keys, webhook.Url, "url", header("Authorization") is null ? null : "headers");
    }
}
