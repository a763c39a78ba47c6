using System.Globalization;
using System.Security.Authentication;
using Butler.Core.Destinations;
using Butler.Core.Destinations.Mqtt;

namespace Butler.Functions.Channels.Mqtt;

/// <summary>The connection to one broker, opened on demand and kept while it is used.</summary>
internal sealed class MqttConnection(TimeProvider time) : IDisposable
{
    private MqttBrokerClient? client;
    private TaskCompletionSource<MqttConnectionState>? trouble;
    private ITimer? idle;

    /// <summary>Lets one delivery at a time use the connection.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Publishes all messages, each with its quality of service.</summary>
    /// <param name="connect">Creates a client if no client is connected.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="inTime">Canceled at the time limit of the broker.</param>
    /// <param name="cancellationToken">Canceled by the caller.</param>
    public async Task<DeliveryOutcome> PublishAsync(
        Func<MqttBrokerClient> connect, IReadOnlyList<MqttPublication> messages, CancellationToken inTime,
        CancellationToken cancellationToken)
    {
        idle?.Dispose();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(inTime);
        var sent = 0;
        try
        {
            if (client is { State.IsConnected: false })
            {
                await CloseAsync();
            }

            Open(connect);
            foreach (var message in messages)
            {
                var publishing = client!.PublishAsync(message.Topic, message.Payload, (MqttQos)message.Qos, message.Retain, either.Token);
                if (await Task.WhenAny(publishing, trouble!.Task) != publishing)
                {
                    await either.CancelAsync();
                    // The connection has a better reason for the end.
                    await publishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return OfState(await trouble.Task, sent, messages);
                }

                await publishing;
                sent++;
            }

            return new DeliveryOutcome.Sent(
                string.Create(CultureInfo.InvariantCulture, $"published {sent} with quality {messages[0].Qos}"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Again($"the broker did not {(messages[sent].Qos == 0 ? "take" : "acknowledge")} it in time", sent, messages);
        }
        catch (MqttException e)
        {
            return e.IsTransient ? Again(e.Message, sent, messages) : new DeliveryOutcome.Refused(e.Message);
        }
        catch (ArgumentException e)
        {
            return new DeliveryOutcome.Refused($"cannot be sent as configured: {e.Message}");
        }
    }

    /// <summary>Disconnects from the broker, if there is a connection.</summary>
    public async Task CloseAsync()
    {
        idle?.Dispose();
        if (client is { } open)
        {
            client = null;
            await open.DisposeAsync();
        }
    }

    /// <summary>Disconnects after an idle time.</summary>
    public void CloseIn(TimeSpan silence) =>
        idle = time.CreateTimer(_ => Task.Run(CloseIdleAsync), null, silence, Timeout.InfiniteTimeSpan);

    public void Dispose() => _ = Task.Run(CloseAsync);

    private async Task CloseIdleAsync()
    {
        // A delivery in progress has stopped the timer, and starts it again.
        if (await Turn.WaitAsync(TimeSpan.Zero))
        {
            try
            {
                await CloseAsync();
            }
            finally
            {
                Turn.Release();
            }
        }
    }

    private void Open(Func<MqttBrokerClient> connect)
    {
        var told = trouble = new TaskCompletionSource<MqttConnectionState>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (client is null)
        {
            client = connect();
            client.StateChanged += state =>
            {
                if (!state.IsConnected)
                {
                    trouble!.TrySetResult(state);
                }
            };
            client.Start();
        }
        else if (!client.State.IsConnected)
        {
            told.TrySetResult(client.State);
        }
    }

    /// <summary>
    /// A refusal by the broker needs a change of settings. An unreachable broker is a temporary failure, as with HTTP, and so is an expired
    /// certificate.
    /// </summary>
    private static DeliveryOutcome OfState(MqttConnectionState state, int sent, IReadOnlyList<MqttPublication> messages) =>
        state.NeedsOperator && state.Cause is not AuthenticationException
            ? new DeliveryOutcome.Refused($"the broker cannot be used as configured: {state.Problem}")
            : Again($"not reached: {state.Problem}", sent, messages);

    /// <summary>
    /// A message may have arrived: with quality of service 0 always, with 1 and 2 without acknowledgement; earlier messages of several may
    /// have arrived.
    /// </summary>
    private static DeliveryOutcome.TryAgain Again(string reason, int sent, IReadOnlyList<MqttPublication> messages) =>
        new(reason) { MaybeArrived = sent > 0 || messages[0].Qos > 0 };
}
