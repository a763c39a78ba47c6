using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>Moves a file within approved folders.</summary>
internal sealed class FileMove(FileGate gate, FileActions files) : ICommandHandler
{
    public string Kind => CommandKinds.FileMove;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var asked = CommandArguments.Read(command, CommandJson.Default.FileMoveArguments);
        var (from, to) = gate.Move(asked.From, asked.To);
        await files.MoveAsync(from, to, asked.Overwrite, command.Id, stopping);
        return CommandOutcome.Success(asked with { From = from.Text, To = to.Text }, CommandJson.Default.FileMoveArguments);
    }
}
