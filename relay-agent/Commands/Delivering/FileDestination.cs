using System.Text;
using Butler.Core.Commands;
using Butler.Core.Destinations;
using Butler.Core.Events;
using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Delivering;

/// <summary>Delivers into a folder. Each delivery is one file with its own name, so writing it again changes nothing.</summary>
internal sealed class FileDestination(FileActions files) : IDestinationKind
{
    public bool CanHandle(DestinationOptions destination) => destination.File is not null;

    public async Task<DeliveryOutcome> SendAsync(DestinationOptions destination, DeliverArguments asked, CancellationToken stopping)
    {
        var name = asked.FileName ?? $"{EventIdentity.Hash(asked.DeliveryId)[..32]}.txt";
        if (!PathName.TryParse(destination.File!, PathName.ThisMachine, out var parsed, out var problem)
            || !parsed.TryJoin(name, out var path, out problem)
            || path.Names.Count != parsed.Names.Count + 1)
        {
            throw new CommandRefusedException($"\"{name}\" is not accepted as a file name{(problem.Length > 0 ? $": it {problem}" : "")}.");
        }

        try
        {
            await files.WriteAsync(parsed.Text, path.Names[^1], Encoding.UTF8.GetBytes(asked.Body), asked.DeliveryId, stopping);
            return new DeliveryOutcome.Sent($"written as {path.Names[^1]}");
        }
        catch (CommandFailedException failed)
        {
            return new DeliveryOutcome.TryAgain(failed.Message);
        }
    }
}
