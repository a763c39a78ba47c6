using System.Globalization;
using System.Text;
using Butler.Core.Commands;
using Butler.Core.Destinations;
using Butler.Core.Destinations.Mqtt;
using Butler.Core.Time;
using Butler.RelayAgent.Mqtt;
using Polly;
using Polly.Timeout;

namespace Butler.RelayAgent.Commands.Delivering;

/// <summary>Delivers to a topic of a broker.</summary>
internal sealed class MqttTopicDestination(IRelayPublisher brokers, TimeProvider time) : IDestinationKind
{
    /// <summary>The time limit for the acknowledgement, including the wait for a connection.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly ResiliencePipeline limit = Resilience.TimeLimit(Timeout, time);

    public bool CanHandle(DestinationOptions destination) => destination.Mqtt is not null;

    public async Task<DeliveryOutcome> SendAsync(DestinationOptions destination, DeliverArguments asked, CancellationToken stopping)
    {
        var messages = asked.Publications is { Count: > 0 } several ? several : [new DeliverPublication(asked.Topic!, asked.Body)];
        if (messages.Select(message => Problem(asked, message)).FirstOrDefault(each => each is not null) is { } problem)
        {
            return new DeliveryOutcome.Refused(problem);
        }

        var published = 0;
        try
        {
            await limit.ExecuteAsync(
                async token =>
                {
                    foreach (var message in messages)
                    {
                        await brokers.PublishAsync(
                            asked.Destination, message.Topic, Encoding.UTF8.GetBytes(message.Body), (MqttQos)asked.Qos, asked.Retain,
                            token);
                        published++;
                    }
                },
                stopping);
            return new DeliveryOutcome.Sent(string.Create(CultureInfo.InvariantCulture, $"published with QoS {asked.Qos}"));
        }
        catch (MqttException failure)
        {
            return failure.IsTransient
                ? new DeliveryOutcome.TryAgain(failure.Message) { MaybeArrived = published > 0 }
                : new DeliveryOutcome.Refused(failure.Message);
        }
        catch (TimeoutRejectedException)
        {
            return new DeliveryOutcome.TryAgain($"the broker did not acknowledge it within {Timeout.TotalSeconds:0} s")
            {
                MaybeArrived = published > 0 || asked.Qos > 0,
            };
        }
    }

    private static string? Problem(DeliverArguments asked, DeliverPublication message) => (asked.Qos, message.Topic) switch
    {
        (_, null) => "a delivery with MQTT needs a topic",
        ( < 0 or > 2, _) => string.Create(CultureInfo.InvariantCulture, $"the quality of service must be 0, 1 or 2, not {asked.Qos}"),
        _ => MqttTopics.ProblemOfTopic(message.Topic) is { } problem ? $"the topic {problem}" : null,
    };
}
