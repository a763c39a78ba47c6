using Butler.Core.Azure.ServiceBus;
using Butler.Core.Time;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Commands.Receiving;

/// <summary>Sends a message until Service Bus has it, however long that takes.</summary>
internal sealed partial class PatientSender(IServiceBus serviceBus, TimeProvider time, Random random, ILogger<PatientSender> logger)
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly TroubleLog trouble = new(time);

    /// <summary>Sends it.</summary>
    /// <returns>Null, or why Service Bus will never take it.</returns>
    /// <exception cref="OperationCanceledException">The relay was told to stop; it may or may not have been sent.</exception>
    public async Task<string?> SendAsync(string queue, QueueMessage message, CancellationToken stopping)
    {
        var backoff = new Backoff(random);
        while (true)
        {
            try
            {
                using var patience = new CancellationTokenSource(SendTimeout, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
                await serviceBus.SendAsync(queue, message, either.Token);
                Mended();
                return null;
            }
            catch (ServiceBusException failure) when (!failure.IsTransient)
            {
                Log.NeverTaken(logger, message.MessageId, queue, failure.Message);
                return failure.Message;
            }
            catch (Exception failure) when (failure is ServiceBusException or OperationCanceledException)
            {
                stopping.ThrowIfCancellationRequested();
                Tell(queue, failure is ServiceBusException ? failure.Message : "Service Bus did not answer in time");
                await Task.Delay(backoff.Next(failure as ServiceBusException), time, stopping);
            }
        }
    }

    private void Tell(string queue, string problem)
    {
        lock (gate)
        {
            if (trouble.Tell())
            {
                Log.NotSent(logger, queue, problem);
            }
        }
    }

    private void Mended()
    {
        lock (gate)
        {
            if (trouble.End() is { } lasted)
            {
                Log.SentAgain(logger, lasted);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Replies wait for queue {Queue}: {Problem}")]
        public static partial void NotSent(ILogger logger, string queue, string problem);

        [LoggerMessage(2, LogLevel.Information, "Replies are sent again, after {Lasted}")]
        public static partial void SentAgain(ILogger logger, TimeSpan lasted);

        [LoggerMessage(3, LogLevel.Error, "Message {Id} can never be sent to queue {Queue}: {Problem}")]
        public static partial void NeverTaken(ILogger logger, string id, string queue, string problem);
    }
}
