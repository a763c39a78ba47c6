using Butler.Core.Configuration;
using Butler.Core.Destinations;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.Signl4;

internal sealed class Signl4Kind : IChannelKind
{
    public string Type => "signl4";

    public IReadOnlyList<string> FixedKeys => ["url"];

    public AnswerForm Answer => AnswerForm.Json;

    public HttpDelivery Request(SendRequest request, ChannelMessage.Http message) =>
        new() { Url = ((Signl4Options)request.Options).Url!, Method = "POST", Headers = request.Headers() };

    public ChannelOptions Read(YamlKeys keys) => new Signl4Options
    {
        Url = ChannelKeys.Url(keys, "The team's webhook."),
        Service = keys.Optional("service", Yaml.Text, "The service that the alert belongs to."),
        Severity = keys.Optional("severity", Yaml.Int(0, 99), 99, "Signl4's severity."),
    };

    public IChannel Create(ChannelOptions options, ITemplates templates) => new Signl4Channel((Signl4Options)options, templates);
}
