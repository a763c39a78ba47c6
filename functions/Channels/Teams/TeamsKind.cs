using Butler.Core.Configuration;
using Butler.Core.Destinations;
using Butler.Core.Messages;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.Teams;

internal sealed class TeamsKind : IChannelKind
{
    public string Type => "teams";

    public IReadOnlyList<string> FixedKeys => ["url"];

    public AnswerForm Answer => AnswerForm.Teams;

    public HttpDelivery Request(SendRequest request, ChannelMessage.Http message) =>
        new() { Url = ((TeamsOptions)request.Options).Url!, Method = "POST", Headers = request.Headers() };

    public ChannelOptions Read(YamlKeys keys) => new TeamsOptions { Url = ChannelKeys.Url(keys, "The workflow's webhook.") };

    public IChannel Create(ChannelOptions options, ITemplates templates) => new TeamsChannel((TeamsOptions)options, templates);

    public ChannelMessage Render(ApiMessage message, ChannelOptions options, string? recipient) => message.Teams is { } post
        ? TeamsPosts.Of(post)
        : ChannelMessage.Impossible.OfForm(Type, message.Form);
}
