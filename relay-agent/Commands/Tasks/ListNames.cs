using Butler.Core.Commands;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Lists the tags and custom properties the site knows, so that a misspelt one in a configuration can be told.</summary>
internal sealed class ListNames(IQrs qrs) : ICommandHandler
{
    public string Kind => CommandKinds.ListNames;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var tags = await qrs.ReadAsync("tag/full", null, stopping);
        var properties = await qrs.ReadAsync("custompropertydefinition/full", null, stopping);
        return CommandOutcome.Success(
            new NamesResult
            {
                Tags = [.. tags.Select(tag => SenseTask.Text(tag, "name")).OfType<string>().Order(StringComparer.Ordinal)],
                CustomProperties =
                [
                    .. properties.Where(property => SenseTask.Text(property, "name") is not null)
                        .Select(property => new CustomPropertyInfo
                        {
                            Name = SenseTask.Text(property, "name")!,
                            Values = [.. SenseTask.Items(property, "choiceValues").Select(value => value.ToString())],
                            ObjectTypes = [.. SenseTask.Items(property, "objectTypes").Select(type => type.ToString())],
                        })
                        .OrderBy(property => property.Name, StringComparer.Ordinal),
                ],
            },
            CommandJson.Default.NamesResult);
    }
}
