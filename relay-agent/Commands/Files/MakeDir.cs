using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>Makes a directory within approved folders, or below the folder of QVD files.</summary>
internal sealed class MakeDir(FileGate gate, FileActions files) : ICommandHandler
{
    public string Kind => CommandKinds.MakeDir;

    public Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var asked = CommandArguments.Read(command, CommandJson.Default.MakeDirArguments);
        var directory = asked.Qvd ? gate.MakeQvdDir(asked.Directory) : gate.MakeDir(asked.Directory);
        files.MakeDir(directory, asked.Intermediate);
        return Task.FromResult(CommandOutcome.Success(asked with { Directory = directory.Text }, CommandJson.Default.MakeDirArguments));
    }
}
