namespace Butler.Functions.Relays;

/// <summary>Runs after a command has ended, for example to reschedule a delivery that the relay could not send.</summary>
internal interface ICommandFollowUp
{
    /// <summary>One of <see cref="Core.Commands.CommandKinds"/>.</summary>
    string Kind { get; }

    /// <summary>Runs the follow-up. It is repeated after a crash, so it must be idempotent.</summary>
    Task EndedAsync(CommandRow command, CancellationToken cancellationToken);
}
