using Butler.Core.Api;
using Butler.Core.Destinations.Mqtt;
using Butler.Core.Messages;
using Butler.Functions.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.Messages;

/// <summary>Publishes messages to MQTT brokers, with Butler's body and answer, to topics that the configuration allows.</summary>
internal sealed class MqttMessageApi : ISwitchedApi
{
    private static readonly ApiField Topic = ApiField.Text("topic", "The topic, without wildcards.").Required() with { MaxLength = 10_000 };
    private static readonly ApiField Message = ApiField.Text("message", "The payload.").Required();

    private readonly ConfigurationSource configuration;
    private readonly MessageSender sender;

    public MqttMessageApi(ConfigurationSource configuration, MessageSender sender)
    {
        (this.configuration, this.sender) = (configuration, sender);
        Publish = new("v4/mqttpublishmessage", new ApiOperation<MqttAnswer>(
            "PUT", "Publishes a message to an MQTT broker.", MessagesJson.Default.MqttAnswer, PublishAsync)
        {
            Body = [Topic, Message, MessageChannels.Destination],
            Headers = MessageSender.Headers,
            Status = StatusCodes.Status201Created,
            Also =
            [
                (403, "The configuration does not allow the topic."), (404, "The configuration has no channel for such messages."),
                (413, "The message is too large."),
            ],
            ButlerFlag = "mqttPublishMessage",
        });
    }

    /// <summary><c>PUT mqttpublishmessage</c>.</summary>
    public ApiRoute Publish { get; }

    public IReadOnlyList<ApiRoute> Routes => [Publish];

    public bool IsOn(ApiOperation operation, HttpApiOptions options) => options.Mqtt.Count > 0;

    private async Task<ApiAnswer<MqttAnswer>> PublishAsync(HttpContext context)
    {
        var options = (await configuration.CurrentAsync(context.RequestAborted)).Api;
        MessageChannels.One(context.Request, "mqtt", options.Mqtt, destination: null);
        var body = await RequestFields.BodyAsync(context, MessageSender.MaxBodyBytes);
        var answer = new MqttAnswer(body.RequiredText(Topic), body.RequiredText(Message), body.Text(MessageChannels.Destination));
        var channel = MessageChannels.One(context.Request, "mqtt", options.Mqtt, answer.Destination);
        Check(answer.Topic, options.MqttTopics);
        var location = await sender.SendAsync(context, $"mqtt/{answer.Topic}", answer.Destination, new ApiMessage
        {
            Targets = [new(channel)],
            Mqtt = new MqttPost(answer.Topic, answer.Message),
        });
        return new(answer) { Headers = [location] };
    }

    private static void Check(string topic, IReadOnlyList<string> allowed)
    {
        if (MqttTopics.ProblemOfTopic(topic) is { } problem)
        {
            throw ProblemException.ForLoadScripts(400, $"body/topic must be a topic: it {problem}");
        }

        if (!allowed.Any(filter => MqttTopics.Matches(filter, topic)))
        {
            throw ProblemException.ForLoadScripts(
                403, $"Nothing may be published to this topic: api.mqttTopics in butler.yaml allows {string.Join(", ", allowed)}.");
        }
    }
}
