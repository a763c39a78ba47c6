using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using MQTTnet.Diagnostics.Logger;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>
/// A client of an MQTT broker, versions 3.1.1 and 5 (OASIS), on MQTTnet. It reconnects by itself. After each reconnect it subscribes
/// again and sends unacknowledged messages again.
/// </summary>
public sealed partial class MqttBrokerClient : IAsyncDisposable
{
    private const int RoomForTopic = 70_000;

    private readonly MqttBrokerOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly MqttOutbox outbox;
    private readonly MqttSubscriptions subscriptions = new();
    private readonly MqttInbox inbox;
    private readonly MqttHandshake handshake;
    private readonly MqttReconnectDelay delay;
    private readonly MqttWorkSignal work = new();
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? running;

    /// <summary>Creates a client that does nothing until <see cref="Start"/>.</summary>
    /// <param name="options">How to reach the broker.</param>
    /// <param name="handler">
    /// Handles the messages one by one; each is acknowledged when the handler returns. Null: no messages are expected.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="random">The source of jitter for the pauses between connections.</param>
    /// <param name="logger">The log for connection problems.</param>
    public MqttBrokerClient(
        MqttBrokerOptions options,
        Func<MqttMessage, CancellationToken, Task>? handler,
        TimeProvider time,
        Random random,
        ILogger<MqttBrokerClient> logger)
        : this(options, handler, new MqttDialer(options.Address, options.Tls), time, random, logger)
    {
    }

    internal MqttBrokerClient(
        MqttBrokerOptions options,
        Func<MqttMessage, CancellationToken, Task>? handler,
        IMqttDialer dialer,
        TimeProvider time,
        Random random,
        ILogger<MqttBrokerClient> logger)
    {
        this.options = options;
        this.time = time;
        this.logger = logger;
        var ids = new MqttPacketIds(random);
        outbox = new MqttOutbox(ids, options.MaxWaiting);
        inbox = new MqttInbox(handler, logger);
        handshake = new MqttHandshake(options, Open, time);
        delay = new MqttReconnectDelay(random);

        MqttBrokerConnection Open(MqttVersion version)
        {
            var adapter = new MqttSessionAdapter(dialer, version, options, new MqttExchanges(ids, outbox), inbox, time);
            var client = new MQTTnet.MqttClient(adapter, MqttNetNullLogger.Instance);
            var sending = new MqttSending(client, adapter, outbox, subscriptions, work, logger);
            return new MqttBrokerConnection(client, adapter, version, sending, new MqttReceiving(adapter, inbox, logger), time, logger);
        }
    }

    /// <summary>Raised at each change of <see cref="State"/> on the client's own thread: handlers must not block.</summary>
    public event Action<MqttConnectionState>? StateChanged;

    /// <summary>The state of the connection.</summary>
    public MqttConnectionState State { get; private set; } = new(IsConnected: false);

    /// <summary>Completes when the client has ended: after its disposal, or with the fault that ended it.</summary>
    public Task Ended => ended.Task;

    /// <summary>Begins to connect.</summary>
    public void Start()
    {
        if (options.Address.UseTls && options.Tls.Insecure)
        {
            Log.Insecure(logger, options.Address);
        }

        running ??= Task.WhenAll(UntilEndAsync(Task.Run(RunAsync)), UntilEndAsync(Task.Run(() => inbox.RunAsync(stop.Token))));
    }

    /// <summary>
    /// Sends a message, and waits for its quality of service: with 0 until it is written to a connection, with 1 and 2 until the broker
    /// has acknowledged it. Without a connection, the method waits for one.
    /// </summary>
    /// <exception cref="ArgumentException">The topic is empty, too long or holds a wildcard, or the payload is too long.</exception>
    /// <exception cref="MqttException">The broker refused the message, too many messages are waiting, or the client ends.</exception>
    /// <exception cref="OperationCanceledException">The caller canceled; a message that was already sent may still arrive.</exception>
    public async Task PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, MqttQos qos, bool retain, CancellationToken cancellationToken)
    {
        if (MqttTopics.ProblemOfTopic(topic) is { } problem)
        {
            throw new ArgumentException($"The topic {problem}.", nameof(topic));
        }

        if (payload.Length > MqttLimits.MaxRemainingLength - RoomForTopic)
        {
            throw new ArgumentException("The payload is longer than MQTT carries (256 MiB).", nameof(payload));
        }

        var outgoing = new MqttOutgoing(topic, payload, qos, retain);
        outbox.Add(outgoing);
        work.Set();
        try
        {
            await outgoing.Done.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            outbox.Withdraw(outgoing);
        }
    }

    /// <summary>Subscribes now and after each reconnect, and waits for the broker's acknowledgement.</summary>
    /// <returns>The granted quality of service, which may be lower than the requested one.</returns>
    /// <exception cref="ArgumentException">The filter is malformed.</exception>
    /// <exception cref="MqttException">The broker refused, or the client ends.</exception>
    /// <exception cref="OperationCanceledException">The caller canceled the wait; the subscription remains.</exception>
    public async Task<MqttQos> SubscribeAsync(string filter, MqttQos qos, CancellationToken cancellationToken)
    {
        if (MqttTopics.ProblemOfFilter(filter) is { } problem)
        {
            throw new ArgumentException($"The filter {problem}.", nameof(filter));
        }

        var answer = subscriptions.Add(filter, qos);
        work.Set();
        return await answer.WaitAsync(cancellationToken);
    }

    /// <summary>Disconnects from the broker and ends. Callers that wait for an acknowledgement get a <see cref="MqttException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (running is not null)
        {
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // Ended reports a fault
        }

        outbox.Close("the client ends");
        subscriptions.Close("the client ends");
        stop.Dispose();
    }

    private async Task UntilEndAsync(Task part)
    {
        await part.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stop.IsCancellationRequested)
        {
            ended.TrySetException(part.Exception?.InnerException ?? new MqttException("the client has ended"));
            outbox.Close("the client has failed"); // no caller may wait for an answer that cannot come
            subscriptions.Close("the client has failed");
        }
        else
        {
            ended.TrySetResult();
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            var held = TimeSpan.Zero;
            try
            {
                using var connection = await handshake.ConnectAsync(stop.Token);
                var since = time.GetTimestamp();
                try
                {
                    Report(new MqttConnectionState(IsConnected: true), TimeSpan.Zero);
                    await connection.RunAsync(stop.Token);
                }
                finally
                {
                    held = time.GetElapsedTime(since);
                }
            }
            catch (Exception trouble) when (!stop.IsCancellationRequested && IsExpected(trouble))
            {
                var needsOperator = NeedsOperator(trouble);
                var pause = delay.Next(held, needsOperator);
                Report(new MqttConnectionState(IsConnected: false, trouble.Message, needsOperator, trouble), pause);
                await Task.Delay(pause, time, stop.Token);
            }
        }
    }

    private void Report(MqttConnectionState state, TimeSpan pause)
    {
        var before = State;
        State = state;
        if (state.IsConnected)
        {
            Log.Connected(logger, options.Address);
        }
        else if (before.Problem != state.Problem)
        {
            Log.NotConnected(logger, options.Address, state.Problem!, pause.TotalSeconds);
        }

        StateChanged?.Invoke(state);
    }

    private static bool IsExpected(Exception trouble) => trouble
        is IOException or SocketException or MqttException
        or AuthenticationException or CryptographicException or UnauthorizedAccessException or ArgumentException;

    /// <summary>Only an operator can fix wrong files, names and passwords.</summary>
    private static bool NeedsOperator(Exception trouble) => trouble
        is MqttException { IsTransient: false }
        or AuthenticationException or CryptographicException or UnauthorizedAccessException or ArgumentException
        or FileNotFoundException or DirectoryNotFoundException;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Connected to the MQTT broker {Address}")]
        public static partial void Connected(ILogger logger, MqttAddress address);

        [LoggerMessage(2, LogLevel.Warning, "Not connected to the MQTT broker {Address}: {Problem} The next attempt is in {Seconds:0.0} s")]
        public static partial void NotConnected(ILogger logger, MqttAddress address, string problem, double seconds);

        [LoggerMessage(3, LogLevel.Warning, "The certificate of the MQTT broker {Address} is NOT checked (insecure: true): "
            + "anyone on the network path can read and change the traffic")]
        public static partial void Insecure(ILogger logger, MqttAddress address);
    }
}
