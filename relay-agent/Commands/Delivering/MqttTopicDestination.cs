using System.Globalization;
using System.Text;
using Butler.Core.Commands;
using Butler.Core.Mqtt;
using Butler.Core.Transports;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Mqtt;

namespace Butler.RelayAgent.Commands.Delivering;

/// <summary>Delivers to a topic of a broker.</summary>
internal sealed class MqttTopicDestination(IRelayPublisher brokers, TimeProvider time) : IDestinationKind
{
    /// <summary>How long a broker may take to acknowledge, the wait for a connection included.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    public bool Takes(DestinationOptions destination) => destination.Mqtt is not null;

    public async Task<DeliveryOutcome> SendAsync(DestinationOptions destination, DeliverArguments asked, CancellationToken stopping)
    {
        if (Problem(asked) is { } problem)
        {
            return new DeliveryOutcome.Refused(problem);
        }

        using var patience = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        try
        {
            await brokers.PublishAsync(asked.Destination, asked.Topic!, Encoding.UTF8.GetBytes(asked.Body), (MqttQos)asked.Qos, asked.Retain, either.Token);
            return new DeliveryOutcome.Sent(string.Create(CultureInfo.InvariantCulture, $"published with QoS {asked.Qos}"));
        }
        catch (MqttException failure)
        {
            return failure.IsTransient ? new DeliveryOutcome.TryAgain(failure.Message) : new DeliveryOutcome.Refused(failure.Message);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new DeliveryOutcome.TryAgain($"the broker did not take it within {Timeout.TotalSeconds:0} s");
        }
    }

    private static string? Problem(DeliverArguments asked) => asked switch
    {
        { Topic: null } => "a delivery by MQTT needs a topic",
        { Qos: < 0 or > 2 } => string.Create(CultureInfo.InvariantCulture, $"MQTT has the qualities 0, 1 and 2, not {asked.Qos}"),
        _ => MqttTopics.ProblemOfTopic(asked.Topic) is { } problem ? $"the topic {problem}" : null,
    };
}
