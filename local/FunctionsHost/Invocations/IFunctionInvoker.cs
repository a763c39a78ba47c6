using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>Runs functions in the app's process.</summary>
internal interface IFunctionInvoker
{
    /// <summary>Waits until functions can be run.</summary>
    Task WaitUntilReadyAsync(CancellationToken cancellationToken);

    /// <summary>Runs a function and waits for its end, or for the function's time-out. A failure is in the result.</summary>
    Task<InvocationResult> InvokeAsync(FunctionDefinition function, TriggerInput input, CancellationToken cancellationToken);
}

/// <summary>The input from a function's trigger.</summary>
internal abstract record TriggerInput;

/// <param name="Status">Null when no status of this timer is kept.</param>
/// <param name="IsPastDue">Whether the run is late.</param>
/// <param name="Manual">Whether the run was started manually.</param>
internal sealed record TimerInput(TimerStatus? Status, bool IsPastDue, bool Manual) : TriggerInput;

internal sealed record MessageInput(BrokerMessage Message) : TriggerInput;
