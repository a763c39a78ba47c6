using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>Copies a file within approved folders.</summary>
internal sealed class FileCopy(FileGate gate, FileActions files) : ICommandHandler
{
    public string Kind => CommandKinds.FileCopy;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var asked = CommandArguments.Read(command, CommandJson.Default.FileCopyArguments);
        var (from, to) = gate.Copy(asked.From, asked.To);
        await files.CopyAsync(from, to, asked.Overwrite, asked.PreserveTimestamp, command.Id, stopping);
        return CommandOutcome.Success(asked with { From = from.Text, To = to.Text }, CommandJson.Default.FileCopyArguments);
    }
}
