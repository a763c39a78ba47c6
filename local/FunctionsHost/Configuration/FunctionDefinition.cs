using NCrontab;

namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>A function of the app: its name, and what starts it.</summary>
internal sealed record FunctionDefinition(string Name, FunctionTrigger Trigger);

/// <param name="Binding">The binding's name: the parameter that what started the function is handed to.</param>
internal abstract record FunctionTrigger(string Binding);

/// <param name="Binding"><inheritdoc/></param>
/// <param name="Route">The route below the route prefix, in ASP.NET Core's syntax.</param>
/// <param name="Methods">The methods in upper case; empty for all methods.</param>
/// <param name="AuthLevel">The required key.</param>
internal sealed record HttpTrigger(string Binding, string Route, IReadOnlyList<string> Methods, AuthLevel AuthLevel)
    : FunctionTrigger(Binding);

/// <param name="Binding"><inheritdoc/></param>
/// <param name="Schedule">The schedule with six fields, UTC.</param>
/// <param name="UseMonitor">Whether the last run is kept, so that a missed one is noticed at the next start.</param>
/// <param name="RunOnStartup">Whether it also runs at each start.</param>
internal sealed record TimerTrigger(string Binding, CrontabSchedule Schedule, bool UseMonitor, bool RunOnStartup)
    : FunctionTrigger(Binding);

/// <param name="Binding"><inheritdoc/></param>
/// <param name="EntityPath">A queue, or a queue's name followed by <c>/$DeadLetterQueue</c>.</param>
/// <param name="Binary">The body travels as bytes and is never looked into.</param>
internal sealed record QueueTrigger(string Binding, string EntityPath, bool Binary) : FunctionTrigger(Binding);

/// <summary>The key that a caller must provide.</summary>
internal enum AuthLevel
{
    Anonymous,
    Function,
    Admin,
}
