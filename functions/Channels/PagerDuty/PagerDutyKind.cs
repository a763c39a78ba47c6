using System.Text.Json;
using Butler.Core.Configuration;
using Butler.Core.Destinations;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.PagerDuty;

internal sealed class PagerDutyKind : IChannelKind
{
    public string Type => "pagerduty";

    public IReadOnlyList<string> FixedKeys => ["routingKey", "region", "url"];

    public AnswerForm Answer => AnswerForm.Json;

    public bool KeepsIncidents => true;

    public ChannelOptions Read(YamlKeys keys)
    {
        var region = keys.Optional("region", Yaml.OneOf("us", "eu"), "us", "The region of the account.");
        if (keys.IsReading && ChannelKeys.IsByRelay(keys))
        {
            keys.Fail(
                "via",
                "is not possible for pagerduty: the relay's file has no integration keys; PagerDuty is reached from the function app");
        }

        return new PagerDutyOptions
        {
            RoutingKey = keys.Required("routingKey", Yaml.Secret, "The integration key of the service (Events API V2)."),
            Url = keys.Optional("url", ChannelKeys.Address(), "An address that replaces the one of the region.")
                ?? (region == "eu" ? PagerDutyOptions.Eu : PagerDutyOptions.Us),
            Severity = keys.Optional(
                "severity", Yaml.OneOf("critical", "error", "warning", "info"),
                "The severity of every incident; left out, the one of the event's type."),
        };
    }

    public IChannel Create(ChannelOptions options, ITemplates templates) => new PagerDutyChannel((PagerDutyOptions)options, templates);

    /// <summary>PagerDuty expects the key in the body. It is secret, so it is added here and not by the channel.</summary>
    public HttpDelivery Request(SendRequest request, ChannelMessage.Http message)
    {
        var options = (PagerDutyOptions)request.Options;
        byte[] key = [.. "{\"routing_key\":\""u8, .. JsonEncodedText.Encode(options.RoutingKey).EncodedUtf8Bytes, .. "\","u8];
        return new HttpDelivery
        {
            Url = options.Url,
            Method = "POST",
            Headers = request.Headers(),
            Secrets = [options.RoutingKey],
            Body = (byte[])[.. key, .. message.Body!.Value.Span[1..]],
        };
    }
}
