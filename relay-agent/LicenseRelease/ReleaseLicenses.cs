using System.Globalization;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>
/// Takes the turn that the function app gives: this relay runs the slot, or another relay has run it. The relay's own file decides what is
/// released.
/// </summary>
internal sealed class ReleaseLicenses(ReleaseTurn turn, ReleaseBook book) : ICommandHandler
{
    public string Kind => CommandKinds.ReleaseLicenses;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var arguments = CommandArguments.Read(command, CommandJson.Default.ReleaseLicensesArguments);
        if (arguments.DoneBy is not null)
        {
            return Noted(arguments.Slot);
        }

        try
        {
            var run = await turn.RunAsync(arguments.Slot, stopping);
            return CommandOutcome.Success(
                new ReleaseLicensesResult
                {
                    Slot = arguments.Slot,
                    DryRun = run?.DryRun,
                    Released = run?.Types.Sum(each => each.Released),
                    Failed = run?.Types.Sum(each => each.Failed),
                    LastError = run?.LastError,
                },
                CommandJson.Default.ReleaseLicensesResult);
        }
        catch (ReleasePutOffException putOff)
        {
            throw new CommandFailedException($"No access license was released: {putOff.Message}", putOff);
        }
        catch (MonitorException failure)
        {
            return new CommandOutcome(
                CommandStatus.OutcomeUnknown,
                Error: $"Access licenses may have been released, and the relay tells it as soon as it can: {failure.Message}");
        }
    }

    /// <exception cref="CommandFailedException">The slot has not begun here.</exception>
    private CommandOutcome Noted(DateTimeOffset slot)
    {
        if (slot > book.Current)
        {
            throw new CommandFailedException(string.Create(
                CultureInfo.InvariantCulture, $"The slot {slot:u} is in the future here, where the current one is {book.Current:u}."));
        }

        book.Finish(slot);
        return CommandOutcome.Success(new ReleaseLicensesResult { Slot = slot }, CommandJson.Default.ReleaseLicensesResult);
    }
}
