using Butler.Functions.Api;
using Butler.Functions.Queues;
using Butler.Functions.Timers;

namespace Butler.Functions.Hosting;

/// <summary>
/// A function. Its endpoint, its <c>function.json</c> and its line in the list are derived from this declaration.
/// </summary>
/// <param name="Name">Its name, which is also its folder and, for trigger payloads, its path.</param>
/// <param name="Description">The purpose, in one line.</param>
/// <param name="Trigger">The trigger of the function.</param>
internal abstract record FunctionDefinition(string Name, string Description, Trigger Trigger);

/// <summary>A function that takes messages.</summary>
internal sealed record QueueFunction(string Name, string Description, string Queue, Func<AppServices, IQueueHandler> Handler)
    : FunctionDefinition(Name, Description, new QueueTrigger(Queue));

/// <summary>A function that runs at set times.</summary>
internal sealed record TimerFunction(string Name, string Description, string Schedule, Func<AppServices, ITimerHandler> Handler)
    : FunctionDefinition(Name, Description, new TimerTrigger(Schedule));

/// <summary>A function that answers requests.</summary>
internal sealed record HttpFunction(string Name, string Description, HttpTrigger Http, Func<AppServices, IHttpHandler> Handler)
    : FunctionDefinition(Name, Description, Http);
