using Butler.Core.Api;
using Butler.Core.Messages;
using Butler.Functions.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.Messages;

/// <summary>Sends mails, which Butler cannot, to recipients that the configuration allows.</summary>
internal sealed class MailApi : ISwitchedApi
{
    private static readonly ApiField To = ApiField.Texts(
        "to", "The recipients: addresses that the configuration allows; those of the channel if absent.");

    private static readonly ApiField Subject = ApiField.Text("subject", "The subject.").Required() with { MaxLength = 200 };
    private static readonly ApiField Text = ApiField.Text("text", "The body in plain text.");
    private static readonly ApiField Html = ApiField.Text("html", "The body in HTML, alone or beside the plain text.");

    private readonly ConfigurationSource configuration;
    private readonly MessageSender sender;

    public MailApi(ConfigurationSource configuration, MessageSender sender)
    {
        (this.configuration, this.sender) = (configuration, sender);
        Send = new("v4/email", new ApiOperation<MailAnswer>("POST", "Sends a mail.", MessagesJson.Default.MailAnswer, SendAsync)
        {
            Body = [To, Subject, Text, Html, MessageChannels.Destination],
            Headers = MessageSender.Headers,
            Status = StatusCodes.Status201Created,
            Also =
            [
                (403, "The configuration does not allow a recipient."), (404, "The configuration has no channel for mails."),
                (413, "The mail is too large."),
            ],
        });
    }

    /// <summary><c>POST email</c>.</summary>
    public ApiRoute Send { get; }

    public IReadOnlyList<ApiRoute> Routes => [Send];

    public bool IsOn(ApiOperation operation, HttpApiOptions options) => options.Email.Count > 0;

    private async Task<ApiAnswer<MailAnswer>> SendAsync(HttpContext context)
    {
        var options = await configuration.CurrentAsync(context.RequestAborted);
        MessageChannels.One(context.Request, "email", options.Api.Email, destination: null);
        var body = await RequestFields.BodyAsync(context, MessageSender.MaxBodyBytes);
        var destination = body.Text(MessageChannels.Destination);
        var channel = MessageChannels.One(context.Request, "email", options.Api.Email, destination);
        var recipients = MailRecipients.Of(body.Texts(To), channel, options);
        var post = new MailPost(body.RequiredText(Subject), body.Text(Text), body.Text(Html));
        if (post is { Text: null or "", Html: null or "" })
        {
            throw ProblemException.ForLoadScripts(400, "body must have required property 'text' or 'html'");
        }

        var location = await sender.SendAsync(context, $"email/{post.Subject}", destination, new ApiMessage
        {
            Targets = [.. recipients.Select(recipient => new MessageTarget(channel, recipient))],
            Mail = post,
        });
        return new(new MailAnswer(recipients, post.Subject)) { Headers = [location] };
    }
}
