using Butler.Core.Configuration;
using Butler.Core.Destinations;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.Webhook;

internal sealed class WebhookKind : IChannelKind
{
    public string Type => "webhook";

    public IReadOnlyList<string> FixedKeys => ["url", "headers", "sign", "ca", "insecure"];

    public HttpDelivery Request(SendRequest request, ChannelMessage.Http message) =>
        WebhookRequest.Of(request, (WebhookOptions)request.Options, message);

    public Dictionary<string, string> RelayHeaders(SendRequest request, ReadOnlyMemory<byte> body)
    {
        var headers = request.Headers();
        WebhookRequest.Sign(headers, (WebhookOptions)request.Options, body);
        return headers;
    }

    public ChannelOptions Read(YamlKeys keys) => WebhookYaml.Read(keys);

    public IChannel Create(ChannelOptions options, ITemplates templates) => new WebhookChannel((WebhookOptions)options, templates);
}
