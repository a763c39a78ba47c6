using System.Text.Json;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Lists the tags and custom properties of the site, so that misspelled names in a configuration can be found.</summary>
internal sealed class ListNames(IQrs qrs) : ICommandHandler
{
    public string Kind => CommandKinds.ListNames;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var tags = await qrs.ReadAsync("tag/full", null, row => SenseTask.Text(row, "name"), stopping);
        var properties = await qrs.ReadAsync("custompropertydefinition/full", null, Property, stopping);
        return CommandOutcome.Success(
            new NamesResult
            {
                Tags = [.. tags.Order(StringComparer.Ordinal)],
                CustomProperties = [.. properties.OrderBy(property => property.Name, StringComparer.Ordinal)],
            },
            CommandJson.Default.NamesResult);
    }

    private static CustomPropertyInfo? Property(JsonElement row) => SenseTask.Text(row, "name") is { } name
        ? new CustomPropertyInfo
        {
            Name = name,
            Values = [.. SenseTask.Items(row, "choiceValues").Select(value => value.ToString())],
            ObjectTypes = [.. SenseTask.Items(row, "objectTypes").Select(type => type.ToString())],
        }
        : null;
}
