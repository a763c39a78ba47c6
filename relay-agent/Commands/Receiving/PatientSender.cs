using Butler.Core.Azure.ServiceBus;
using Butler.Core.Time;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;

namespace Butler.RelayAgent.Commands.Receiving;

/// <summary>Sends a message, and retries until Service Bus has accepted it.</summary>
internal sealed partial class PatientSender(IServiceBus serviceBus, TimeProvider time, Random random, ILogger<PatientSender> logger)
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(60);

    private readonly ResiliencePipeline attempts = Resilience.Retries(
        new RetryRules
        {
            IsPassing = IsPassing,
            Pause = (failures, fault) => RetryPauses.After(failures, fault, random),
            AttemptLimit = SendTimeout,
        },
        time);

    private readonly QuietLog trouble = new(time);

    /// <returns>Null on success, or why Service Bus cannot accept the message.</returns>
    /// <exception cref="OperationCanceledException">The relay is stopping; the message may or may not have been sent.</exception>
    public async Task<string?> SendAsync(string queue, QueueMessage message, CancellationToken stopping)
    {
        try
        {
            await attempts.ExecuteAsync(async token => await SendOnceAsync(queue, message, stopping, token), stopping);
            Recovered();
            return null;
        }
        catch (BusException failure) when (!failure.IsTransient)
        {
            Log.NeverTaken(logger, message.MessageId, queue, failure.Message);
            return failure.Message;
        }
    }

    private async Task SendOnceAsync(string queue, QueueMessage message, CancellationToken stopping, CancellationToken cancellationToken)
    {
        try
        {
            await serviceBus.SendAsync(queue, message, cancellationToken);
        }
        catch (Exception failure) when (IsPassing(failure) && !stopping.IsCancellationRequested)
        {
            Report(queue, failure is BusException ? failure.Message : "Service Bus did not answer in time");
            throw;
        }
    }

    private static bool IsPassing(Exception failure) =>
        failure is BusException { IsTransient: true } or TimeoutRejectedException or OperationCanceledException;

    private void Report(string queue, string problem)
    {
        if (trouble.IsDue())
        {
            Log.NotSent(logger, queue, problem);
        }
    }

    private void Recovered()
    {
        if (trouble.End() is { } lasted)
        {
            Log.SentAgain(logger, lasted);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Replies wait for queue {Queue}: {Problem}")]
        public static partial void NotSent(ILogger logger, string queue, string problem);

        [LoggerMessage(2, LogLevel.Information, "Replies are sent again, after {Lasted}")]
        public static partial void SentAgain(ILogger logger, TimeSpan lasted);

        [LoggerMessage(3, LogLevel.Error, "Message {Id} cannot be sent to queue {Queue}: {Problem}")]
        public static partial void NeverTaken(ILogger logger, string id, string queue, string problem);
    }
}
