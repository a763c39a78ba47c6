using Butler.Core.Configuration;
using Butler.Core.Destinations;
using Butler.Core.Messages;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.NewRelic;

internal sealed class NewRelicKind : IChannelKind
{
    public string Type => "newrelic";

    public IReadOnlyList<string> FixedKeys => ["accounts", "region", "urls", "headers"];

    public AnswerForm Answer => AnswerForm.Json;

    public HttpDelivery Request(SendRequest request, ChannelMessage.Http message) =>
        NewRelicRequest.Of(request, (NewRelicOptions)request.Options, message);

    public ChannelOptions Read(YamlKeys keys) => NewRelicYaml.Read(keys);

    public IChannel Create(ChannelOptions options, ITemplates templates) => new NewRelicChannel((NewRelicOptions)options);

    public ChannelMessage Render(ApiMessage message, ChannelOptions options, string? recipient) =>
        message is { NewRelicEvent: null, NewRelicMetric: null }
            ? ChannelMessage.Impossible.OfForm(Type, message.Form)
            : NewRelicPosts.Of(message, (NewRelicOptions)options, recipient);
}
