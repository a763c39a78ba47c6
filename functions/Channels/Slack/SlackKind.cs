using System.Text.Json.Nodes;
using Butler.Core.Configuration;
using Butler.Core.Destinations;
using Butler.Core.Messages;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.Slack;

internal sealed class SlackKind : IChannelKind
{
    private static YamlType<string> Mention => Yaml.Scalar(
        "here, channel, everyone, or the id of a member such as U012AB3CD or of a group such as S012AB3CD",
        new JsonObject { ["type"] = "string" },
        (string text, out string value) =>
        {
            value = text;
            return text is "here" or "channel" or "everyone"
                || (text is ['U' or 'W' or 'S', ..] && text.Length >= 8 && text.All(char.IsAsciiLetterOrDigit));
        });

    public string Type => "slack";

    public IReadOnlyList<string> FixedKeys => ["url"];

    public AnswerForm Answer => AnswerForm.Slack;

    public HttpDelivery Request(SendRequest request, ChannelMessage.Http message) =>
        new() { Url = ((SlackOptions)request.Options).Url!, Method = "POST", Headers = request.Headers() };

    public ChannelOptions Read(YamlKeys keys) => new SlackOptions
    {
        Url = ChannelKeys.Url(keys, "The incoming webhook."),
        Channel = keys.Optional("channel", Yaml.Text, "The Slack channel, if the webhook may choose it."),
        Username = keys.Optional("username", Yaml.Text, "The sender's name."),
        Icon = keys.Optional("icon", Yaml.Text, "The sender's icon, such as :ghost:."),
        Mention = keys.Optional(
            "mention", Yaml.OneOrMore(Mention), [], "Who is notified: here, channel, everyone, or ids of members and groups."),
    };

    public IChannel Create(ChannelOptions options, ITemplates templates) => new SlackChannel((SlackOptions)options, templates);

    public ChannelMessage Render(ApiMessage message, ChannelOptions options, string? recipient) => message.Slack is { } post
        ? SlackPosts.Of(post, (SlackOptions)options)
        : ChannelMessage.Impossible.OfForm(Type, message.Form);
}
