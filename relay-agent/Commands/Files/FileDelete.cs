using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>Deletes a file within approved folders.</summary>
internal sealed class FileDelete(FileGate gate, FileActions files) : ICommandHandler
{
    public string Kind => CommandKinds.FileDelete;

    public Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var file = gate.Delete(CommandArguments.Read(command, CommandJson.Default.FileDeleteArguments).File);
        files.Delete(file);
        return Task.FromResult(
            CommandOutcome.Success(new FileDeleteArguments { File = file.Text }, CommandJson.Default.FileDeleteArguments));
    }
}
