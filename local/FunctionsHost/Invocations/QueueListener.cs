using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>
/// Runs one Service Bus function: a limited number of messages at a time. Each message is locked while the function runs, completed on
/// success and abandoned on failure.
/// </summary>
internal sealed partial class QueueListener(
    FunctionDefinition function, HostJson host, IQueueSource queues, IFunctionInvoker invoker, TimeProvider time, ILoggerFactory loggers)
{
    private readonly string entityPath = ((QueueTrigger)function.Trigger).EntityPath;
    private readonly ILogger logger = loggers.CreateLogger<QueueListener>();

    /// <param name="stopping">Stops receiving messages.</param>
    /// <param name="ending">Cancels running functions.</param>
    public Task RunAsync(CancellationToken stopping, CancellationToken ending) =>
        Task.WhenAll(Enumerable.Range(0, host.MaxConcurrentCalls).Select(_ => WorkAsync(stopping, ending)));

    private async Task WorkAsync(CancellationToken stopping, CancellationToken ending)
    {
        try
        {
            while (true)
            {
                // No message is received while no function can run, because each receive increases its delivery count.
                await invoker.WaitUntilReadyAsync(stopping);
                var message = await queues.ReceiveAsync(entityPath, stopping);
                await HandleAsync(message, ending);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped on purpose.
        }
    }

    private async Task HandleAsync(BrokerMessage message, CancellationToken cancellationToken)
    {
        var succeeded = false;
        try
        {
            using (new LockRenewal(message, () => queues.Renew(entityPath, message.LockToken), host.MaxAutoLockRenewal, time))
            {
                succeeded = (await invoker.InvokeAsync(function, new MessageInput(message), cancellationToken)).Succeeded;
            }
        }
        finally
        {
            Settle(message, succeeded);
        }
    }

    private void Settle(BrokerMessage message, bool succeeded)
    {
        var settled = succeeded ? queues.Complete(entityPath, message.LockToken) : queues.Abandon(entityPath, message.LockToken);
        if (!settled)
        {
            Log.LockLost(logger, function.Name, message.MessageId, entityPath);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "{Function}: the lock on message {MessageId} of {Queue} was lost before it could be settled; it will "
                + "be delivered again")]
        public static partial void LockLost(ILogger logger, string function, string messageId, string queue);
    }
}
