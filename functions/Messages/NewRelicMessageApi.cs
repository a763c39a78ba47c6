using Butler.Core.Api;
using Butler.Core.Messages;
using Butler.Functions.Api;
using Butler.Functions.Channels.NewRelic;
using Butler.Functions.Configuration;

namespace Butler.Functions.Messages;

/// <summary>Sends events and metrics to New Relic, with Butler's bodies and status.</summary>
internal sealed class NewRelicMessageApi : ISwitchedApi
{
    private readonly ConfigurationSource configuration;
    private readonly MessageSender sender;

    public NewRelicMessageApi(ConfigurationSource configuration, MessageSender sender)
    {
        (this.configuration, this.sender) = (configuration, sender);
        Event = new("v4/newrelic/event", Operation(
            "Sends an event to New Relic.", EventAsync, "postNewRelicEvent", NewRelicFields.OfEvent));
        Metric = new("v4/newrelic/metric", Operation(
            "Sends a metric to New Relic.", MetricAsync, "postNewRelicMetric", NewRelicFields.OfMetric));
    }

    /// <summary><c>POST newrelic/event</c>.</summary>
    public ApiRoute Event { get; }

    /// <summary><c>POST newrelic/metric</c>.</summary>
    public ApiRoute Metric { get; }

    public IReadOnlyList<ApiRoute> Routes => [Event, Metric];

    public bool IsOn(ApiOperation operation, HttpApiOptions options) =>
        (Event.Operations.Contains(operation) ? options.NewRelicEvent : options.NewRelicMetric).Count > 0;

    private static TextOperation Operation(
        string summary, Func<HttpContext, Task<ApiAnswer<string>>> answer, string flag, IReadOnlyList<ApiField> fields) =>
        new("POST", summary, answer)
        {
            Body = [.. fields, MessageChannels.Destination with { Description = "One of the listed channels; all of them if absent." }],
            Headers = MessageSender.Headers,
            Status = StatusCodes.Status202Accepted,
            MediaType = "text/plain",
            Also = [(404, "The configuration has no channel for such messages."), (413, "The message is too large.")],
            ButlerFlag = flag,
        };

    private Task<ApiAnswer<string>> EventAsync(HttpContext context) => SendAsync(
        context, "newRelicEvent", "event", options => options.NewRelicEvent, body =>
        {
            var post = NewRelicFields.Event(body);
            return (post.EventType, new ApiMessage { Targets = [], NewRelicEvent = post });
        });

    private Task<ApiAnswer<string>> MetricAsync(HttpContext context) => SendAsync(
        context, "newRelicMetric", "metric", options => options.NewRelicMetric, body =>
        {
            var post = NewRelicFields.Metric(body);
            return (post.Name, new ApiMessage { Targets = [], NewRelicMetric = post });
        });

    private async Task<ApiAnswer<string>> SendAsync(
        HttpContext context, string key, string kind, Func<HttpApiOptions, IReadOnlyList<string>> listed,
        Func<RequestFields, (string Name, ApiMessage Message)> read)
    {
        var options = await configuration.CurrentAsync(context.RequestAborted);
        MessageChannels.Some(context.Request, key, listed(options.Api), destination: null);
        var body = await RequestFields.BodyAsync(context, MessageSender.MaxBodyBytes);
        var (name, message) = read(body);
        var destination = body.Text(MessageChannels.Destination);
        var channels = MessageChannels.Some(context.Request, key, listed(options.Api), destination);
        var location = await sender.SendAsync(context, $"newrelic/{name}", destination, message with
        {
            Targets =
            [
                .. channels.SelectMany(channel => NewRelicPosts.Recipients((NewRelicOptions)options.Channels[channel], kind)
                    .Select(recipient => new MessageTarget(channel, recipient))),
            ],
        });
        return new("Accepted") { Headers = [location] };
    }
}
