using Butler.Core.Configuration;
using Butler.Core.Destinations;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.Influx;

internal sealed class InfluxKind : IChannelKind
{
    public string Type => "influxdb";

    public IReadOnlyList<string> FixedKeys => ["url", "version", "token", "user", "password", "ca", "insecure"];

    public AnswerForm Answer => AnswerForm.Json;

    public HttpDelivery Request(SendRequest request, ChannelMessage.Http message) =>
        InfluxRequest.Of(request, (InfluxOptions)request.Options, message);

    public DeliveryOutcome Explain(DeliveryOutcome outcome, ChannelOptions options) =>
        InfluxRequest.Explain(outcome, (InfluxOptions)options);

    public ChannelOptions Read(YamlKeys keys) => InfluxYaml.Read(keys);

    public IChannel Create(ChannelOptions options, ITemplates templates) => new InfluxChannel((InfluxOptions)options);
}
