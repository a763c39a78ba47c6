using Butler.Core.Api;
using Butler.Core.Messages;
using Butler.Functions.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.Messages;

/// <summary>Posts messages to Slack, with Butler's body and answer.</summary>
internal sealed class SlackMessageApi : ISwitchedApi
{
    private static readonly ApiField Channel =
        ApiField.Text("channel", "The Slack channel, if the webhook may choose it.").Required() with { MaxLength = 200 };

    private static readonly ApiField Sender = ApiField.Text("from_user", "The sender's name.").Required() with { MaxLength = 200 };

    private static readonly ApiField Text =
        ApiField.Text("msg", "The text, in Slack's markup.").Required() with { MaxLength = 40_000 };

    private static readonly ApiField Emoji =
        ApiField.Text("emoji", "The sender's icon, such as :ghost:, or the address of a picture.") with { MaxLength = 1000 };

    private readonly ConfigurationSource configuration;
    private readonly MessageSender sender;

    public SlackMessageApi(ConfigurationSource configuration, MessageSender sender)
    {
        (this.configuration, this.sender) = (configuration, sender);
        Post = new("v4/slackpostmessage", new ApiOperation<SlackAnswer>(
            "PUT", "Posts a message to Slack.", MessagesJson.Default.SlackAnswer, PostAsync)
        {
            Body = [Channel, Sender, Text, Emoji, MessageChannels.Destination],
            Headers = MessageSender.Headers,
            Status = StatusCodes.Status201Created,
            Also = [(404, "The configuration has no channel for such messages."), (413, "The message is too large.")],
            ButlerFlag = "slackPostMessage",
        });
    }

    /// <summary><c>PUT slackpostmessage</c>.</summary>
    public ApiRoute Post { get; }

    public IReadOnlyList<ApiRoute> Routes => [Post];

    public bool IsOn(ApiOperation operation, HttpApiOptions options) => options.Slack.Count > 0;

    private async Task<ApiAnswer<SlackAnswer>> PostAsync(HttpContext context)
    {
        var options = (await configuration.CurrentAsync(context.RequestAborted)).Api;
        MessageChannels.One(context.Request, "slack", options.Slack, destination: null);
        var body = await RequestFields.BodyAsync(context, MessageSender.MaxBodyBytes);
        var answer = new SlackAnswer(
            body.RequiredText(Channel), body.RequiredText(Sender), body.RequiredText(Text), body.Text(Emoji),
            body.Text(MessageChannels.Destination));
        var location = await sender.SendAsync(context, $"slack/{answer.Channel}", answer.Destination, new ApiMessage
        {
            Targets = [new(MessageChannels.One(context.Request, "slack", options.Slack, answer.Destination))],
            Slack = new SlackPost(answer.Channel, answer.FromUser, answer.Msg, answer.Emoji),
        });
        return new(answer) { Headers = [location] };
    }
}
