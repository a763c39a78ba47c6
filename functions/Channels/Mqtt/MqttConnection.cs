using System.Globalization;
using System.Security.Authentication;
using Butler.Core.Destinations;
using Butler.Core.Destinations.Mqtt;

namespace Butler.Functions.Channels.Mqtt;

/// <summary>The connection to one broker, made when it is needed and kept for as long as it is.</summary>
internal sealed class MqttConnection(TimeProvider time) : IDisposable
{
    private MqttBrokerClient? client;
    private TaskCompletionSource<MqttConnectionState>? trouble;
    private ITimer? idle;

    /// <summary>Whose turn it is: one delivery at a time.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Publishes all messages, each until the broker has it as surely as its quality promises.</summary>
    /// <param name="connect">Makes a client where there is none.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="inTime">Ends when the broker has had time enough.</param>
    /// <param name="cancellationToken">The caller gives up.</param>
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
                    await publishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // why it ends is known better from the connection
                    return OfState(await trouble.Task, sent, messages);
                }

                await publishing;
                sent++;
            }

            return new DeliveryOutcome.Sent(string.Create(CultureInfo.InvariantCulture, $"published {sent} with quality {messages[0].Qos}"));
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

    /// <summary>Takes leave of the broker, if there is a connection.</summary>
    public async Task CloseAsync()
    {
        idle?.Dispose();
        if (client is { } open)
        {
            client = null;
            await open.DisposeAsync();
        }
    }

    /// <summary>Takes leave of it after a while in which nothing was sent.</summary>
    public void CloseIn(TimeSpan silence) => idle = time.CreateTimer(_ => Task.Run(CloseIdleAsync), null, silence, Timeout.InfiniteTimeSpan);

    public void Dispose() => _ = Task.Run(CloseAsync);

    private async Task CloseIdleAsync()
    {
        // Whoever sends just now has stopped the timer, and starts it again.
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

    /// <summary>What the broker refuses is a matter of settings; what does not reach it passes, as with HTTP, certificates that have expired too.</summary>
    private static DeliveryOutcome OfState(MqttConnectionState state, int sent, IReadOnlyList<MqttPublication> messages) =>
        state.NeedsOperator && state.Cause is not AuthenticationException
            ? new DeliveryOutcome.Refused($"the broker cannot be used as configured: {state.Problem}")
            : Again($"not reached: {state.Problem}", sent, messages);

    /// <summary>With quality 0 nobody knows; with 1 and 2 what was not acknowledged may have arrived; and of several messages the first may have.</summary>
    private static DeliveryOutcome.TryAgain Again(string reason, int sent, IReadOnlyList<MqttPublication> messages) =>
        new(reason) { MaybeArrived = sent > 0 || messages[0].Qos > 0 };
}
