using Butler.Core.Api;
using Butler.Core.Messages;
using Butler.Functions.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.Messages;

/// <summary>Posts messages to Teams, which Butler cannot.</summary>
internal sealed class TeamsMessageApi : ISwitchedApi
{
    private static readonly ApiField Text =
        ApiField.Text("text", "The text, with the markdown that adaptive cards know.").Required() with { MaxLength = 20_000 };

    private static readonly ApiField Title = ApiField.Text("title", "The title, in plain text.") with { MaxLength = 1000 };

    private readonly ConfigurationSource configuration;
    private readonly MessageSender sender;

    public TeamsMessageApi(ConfigurationSource configuration, MessageSender sender)
    {
        (this.configuration, this.sender) = (configuration, sender);
        Post = new("v4/teamspostmessage", new ApiOperation<TeamsAnswer>(
            "POST", "Posts a message to Teams.", MessagesJson.Default.TeamsAnswer, PostAsync)
        {
            Body = [Text, Title, MessageChannels.Destination],
            Headers = MessageSender.Headers,
            Status = StatusCodes.Status201Created,
            Also = [(404, "The configuration has no channel for such messages."), (413, "The message is too large.")],
        });
    }

    /// <summary><c>POST teamspostmessage</c>.</summary>
    public ApiRoute Post { get; }

    public IReadOnlyList<ApiRoute> Routes => [Post];

    public bool IsOn(ApiOperation operation, HttpApiOptions options) => options.Teams.Count > 0;

    private async Task<ApiAnswer<TeamsAnswer>> PostAsync(HttpContext context)
    {
        var options = (await configuration.CurrentAsync(context.RequestAborted)).Api;
        MessageChannels.One(context.Request, "teams", options.Teams, destination: null);
        var body = await RequestFields.BodyAsync(context, MessageSender.MaxBodyBytes);
        var answer = new TeamsAnswer(body.RequiredText(Text), body.Text(Title), body.Text(MessageChannels.Destination));
        var channel = MessageChannels.One(context.Request, "teams", options.Teams, answer.Destination);
        var location = await sender.SendAsync(context, $"teams/{channel}", answer.Destination, new ApiMessage
        {
            Targets = [new(channel)],
            Teams = new TeamsPost(answer.Text, answer.Title),
        });
        return new(answer) { Headers = [location] };
    }
}
