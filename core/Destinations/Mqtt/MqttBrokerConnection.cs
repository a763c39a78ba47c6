using Butler.Core.Time;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Packets;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>
/// One connection with its own MQTTnet client. From the CONNACK to the end it sends, receives and keeps alive in parallel.
/// </summary>
internal sealed partial class MqttBrokerConnection : IDisposable
{
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(2);

    private readonly MQTTnet.MqttClient client;
    private readonly MqttSessionAdapter adapter;
    private readonly MqttVersion version;
    private readonly MqttSending sending;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly TaskCompletionSource<Exception?> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MqttBrokerConnection(
        MQTTnet.MqttClient client, MqttSessionAdapter adapter, MqttVersion version, MqttSending sending, MqttReceiving receiving,
        TimeProvider time, ILogger logger)
    {
        (this.client, this.adapter, this.version, this.sending, this.time, this.logger) = (client, adapter, version, sending, time, logger);
        client.ApplicationMessageReceivedAsync += receiving.TakeAsync;
        client.DisconnectedAsync += end =>
        {
            ended.TrySetResult(end.Exception);
            return Task.CompletedTask;
        };
    }

    /// <summary>Opens the connection and sends CONNECT.</summary>
    /// <returns>The reason code of the CONNACK, 0 for success, and its reason string.</returns>
    /// <exception cref="MqttException">The broker's answer is not MQTT.</exception>
    /// <exception cref="ArgumentException">The options hold a value that no broker accepts.</exception>
    /// <exception cref="IOException">The connection ended before the broker answered.</exception>
    public async Task<(byte Reason, string? Said)> ConnectAsync(MqttClientOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await client.ConnectAsync(options, cancellationToken);
        }
        catch (Exception failure) when (failure is MqttConnectingFailedException or MqttCommunicationException
            or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (adapter.Answer is null || Reason(adapter.Answer) == 0)
            {
                throw Fault(failure);
            }
        }

        return (Reason(adapter.Answer!), adapter.Answer!.ReasonString);
    }

    /// <summary>Runs until the connection ends, always with an exception, or the client is stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var answer = adapter.Answer!;
        var sends = sending.RunAsync(MqttLimits.Of(answer, version), answer.IsSessionPresent, end.Token);
        Task[] ends = [EndAsync(end.Token), MqttKeepAlive.RunAsync(adapter, adapter.KeepAlive, sending.PingAsync, time, end.Token)];
        var first = await Task.WhenAny(ends);
        await end.CancelAsync();
        if (stopping.IsCancellationRequested)
        {
            await SayFarewellAsync();
        }

        Dispose();
        await Task.WhenAll([sends, .. ends]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // the first result counts
        await first;
    }

    public void Dispose()
    {
        adapter.Dispose();
        client.Dispose();
    }

    private byte Reason(MqttConnAckPacket answer) => version == MqttVersion.V5 ? (byte)answer.ReasonCode : (byte)answer.ReturnCode;

    private async Task EndAsync(CancellationToken stopping)
    {
        var fault = await ended.Task.WaitAsync(stopping) is { } reason and not OperationCanceledException ? reason : adapter.Fault;
        throw adapter.Farewell is { } farewell
            ? new MqttException($"The broker ended the connection: {MqttReasons.With((byte)farewell.ReasonCode, farewell.ReasonString)}.")
            {
                IsTransient = !MqttReasons.NeedsOperator((byte)farewell.ReasonCode),
            }
            : fault is null ? new IOException("The broker closed the connection.") : Fault(fault);
    }

    private async Task SayFarewellAsync()
    {
        try
        {
            await Resilience.TimeLimit(FarewellPatience, time).ExecuteAsync(
                async token => await client.DisconnectAsync(new MqttClientDisconnectOptions(), token));
        }
        catch (Exception gone)
        {
            Log.NoFarewell(logger, gone.Message); // the broker then publishes the will
        }
    }

    private static Exception Fault(Exception fault) => fault.GetBaseException() switch
    {
        MqttProtocolViolationException violation =>
            new MqttException($"The broker does not keep to MQTT: {violation.Message}", fault) { IsTransient = true },
        ArgumentException argument => argument,
        var cause => new IOException(cause.Message, fault),
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "The MQTT connection ended before it could be closed in order: {Reason}")]
        public static partial void NoFarewell(ILogger logger, string reason);
    }
}
