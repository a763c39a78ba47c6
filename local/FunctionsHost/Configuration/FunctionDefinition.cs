using NCrontab;

namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>A function of the app: its folder's name, and what starts it.</summary>
internal sealed record FunctionDefinition(string Name, FunctionTrigger Trigger);

/// <param name="Binding">The binding's name: the key under which the payload carries what started the function.</param>
internal abstract record FunctionTrigger(string Binding);

/// <param name="Binding"><inheritdoc/></param>
/// <param name="Route">Below the route prefix, in ASP.NET Core's own syntax.</param>
/// <param name="Methods">Upper case; empty for every method.</param>
/// <param name="AuthLevel">Who may call it.</param>
internal sealed record HttpTrigger(string Binding, string Route, IReadOnlyList<string> Methods, AuthLevel AuthLevel) : FunctionTrigger(Binding);

/// <param name="Binding"><inheritdoc/></param>
/// <param name="Schedule">Six fields, UTC.</param>
/// <param name="UseMonitor">Whether the last run is kept, so that a missed one is noticed at the next start.</param>
/// <param name="RunOnStartup">Whether it also runs at each start.</param>
internal sealed record TimerTrigger(string Binding, CrontabSchedule Schedule, bool UseMonitor, bool RunOnStartup) : FunctionTrigger(Binding);

/// <param name="Binding"><inheritdoc/></param>
/// <param name="EntityPath">A queue, or a queue's name followed by <c>/$DeadLetterQueue</c>.</param>
/// <param name="Binary">With <c>dataType: binary</c> the body travels as bytes and is never looked into.</param>
internal sealed record QueueTrigger(string Binding, string EntityPath, bool Binary) : FunctionTrigger(Binding);

/// <summary>Which key a caller must show.</summary>
internal enum AuthLevel
{
    Anonymous,
    Function,
    Admin,
}
