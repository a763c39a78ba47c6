namespace Butler.Functions.Relays;

/// <summary>What is to be done once a command has ended, such as putting off a delivery that the relay could not send.</summary>
internal interface ICommandFollowUp
{
    /// <summary>One of <see cref="Core.Commands.CommandKinds"/>.</summary>
    string Kind { get; }

    /// <summary>Does it. It is done again after a crash, so it must come out the same.</summary>
    Task EndedAsync(CommandRow command, CancellationToken cancellationToken);
}
