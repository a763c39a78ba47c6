namespace Butler.Functions.Hosting;

internal abstract record Trigger;

/// <summary>Runs for each message of a queue, or of its <c>/$DeadLetterQueue</c>.</summary>
/// <param name="Queue">The queue's name.</param>
internal sealed record QueueTrigger(string Queue) : Trigger;

/// <summary>Runs at set times.</summary>
/// <param name="Schedule">NCRONTAB with six fields, UTC.</param>
internal sealed record TimerTrigger(string Schedule) : Trigger;

/// <summary>Runs for a request below the route prefix <c>api</c>.</summary>
/// <param name="Route">The route template without the prefix.</param>
/// <param name="AuthLevel"><c>function</c> (with a key) or <c>anonymous</c>.</param>
/// <param name="Methods">The accepted methods.</param>
internal sealed record HttpTrigger(string Route, string AuthLevel, params string[] Methods) : Trigger;
