using Butler.Core.Commands;
using Butler.Core.Configuration;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands;

/// <summary>Shows the relay's file as it was read at its start, without secrets.</summary>
internal sealed class ShowConfiguration(ShownYaml shown) : ICommandHandler
{
    public string Kind => CommandKinds.ShowConfiguration;

    public Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping) => Task.FromResult(
        CommandOutcome.Success(new ConfigurationResult(shown.Text), CommandJson.Default.ConfigurationResult));
}
