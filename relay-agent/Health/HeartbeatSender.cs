using System.Globalization;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Time;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;

namespace Butler.RelayAgent.Health;

/// <summary>Sends a heartbeat to the function app each minute, and logs the counters when they have changed.</summary>
internal sealed partial class HeartbeatSender(
    RelayStatus status, IServiceBus serviceBus, TimeProvider time, ILogger<HeartbeatSender> logger) : ILoop
{
    /// <summary>The queue for heartbeats.</summary>
    public const string Queue = "replies";

    /// <summary>The interval.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>The time limit of a send, after which the next heartbeat follows.</summary>
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(45);

    private readonly QuietLog trouble = new(time);
    private readonly ResiliencePipeline sendLimit = Resilience.TimeLimit(SendTimeout, time);
    private RelayCounters told = new();
    private long sentTicks = time.GetUtcNow().UtcTicks;

    public LoopProgress Progress { get; } = new("heartbeat sender", time);

    /// <summary>When Service Bus took the last heartbeat, UTC; before the first one, the start.</summary>
    public DateTimeOffset LastSent => new(Volatile.Read(ref sentTicks), TimeSpan.Zero);

    /// <summary>Sends at once, and then each minute until the relay stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                Progress.Report(Every);
                var heartbeat = status.Heartbeat();
                ReportCounters(heartbeat.Counters);
                await SendAsync(heartbeat, stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The relay is stopping.
        }
    }

    private async Task SendAsync(Heartbeat heartbeat, CancellationToken stopping)
    {
        try
        {
            await sendLimit.ExecuteAsync(async token => await serviceBus.SendAsync(Queue, Message(heartbeat), token), stopping);
            Volatile.Write(ref sentTicks, time.GetUtcNow().UtcTicks);
            if (trouble.End() is { } lasted)
            {
                Log.SentAgain(logger, lasted);
            }
        }
        catch (Exception failure) when (failure is BusException or TimeoutRejectedException
            || (failure is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            if (trouble.IsDue())
            {
                Log.NotSent(logger, failure is BusException ? failure.Message : "Service Bus did not answer in time");
            }
        }
    }

    private static QueueMessage Message(Heartbeat heartbeat) => new()
    {
        Body = JsonSerializer.SerializeToUtf8Bytes(heartbeat, RelayJson.Default.Heartbeat),
        MessageId = string.Create(
            CultureInfo.InvariantCulture,
            $"{Heartbeat.Label}:{heartbeat.Site}:{heartbeat.Relay}:{Guid.CreateVersion7(heartbeat.Time)}") is var id
            && id.Length <= Core.Events.EventIdentity.MaxMessageIdLength ? id : Core.Events.EventIdentity.Hash(id),
        Label = Heartbeat.Label,
        TimeToLive = Heartbeat.TimeToLive,
    };

    private void ReportCounters(RelayCounters now)
    {
        if (now != told)
        {
            told = now;
            Log.Counted(
                logger, now.Received, now.Accepted, now.Refused, status.Empty, now.KernelDrops, now.Unparsed, now.Forwarded, now.Rejected,
                now.Waiting);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The heartbeat could not be sent: {Problem}")]
        public static partial void NotSent(ILogger logger, string problem);

        [LoggerMessage(2, LogLevel.Information, "Heartbeats are sent again, after {Lasted}")]
        public static partial void SentAgain(ILogger logger, TimeSpan lasted);

        [LoggerMessage(3, LogLevel.Information, "Datagrams since the start: {Received} received, {Accepted} accepted, {Refused} refused, "
            + "{Empty} empty, {KernelDrops} dropped by the kernel; {Unparsed} unparsed, {Forwarded} forwarded, {Rejected} rejected, "
            + "{Waiting} waiting")]
        public static partial void Counted(
            ILogger logger, long received, long accepted, long refused, long empty, long kernelDrops, long unparsed, long forwarded,
            long rejected, long waiting);
    }
}
