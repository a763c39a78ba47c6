using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Finds tasks in the repository. The answer is checked again: two conditions of one filter may match different values.</summary>
internal sealed class SenseTasks(IQrs qrs)
{
    /// <summary>The task with an id; null when there is none.</summary>
    /// <exception cref="CommandFailedException">The repository did not answer.</exception>
    public async Task<SenseTask?> ByIdAsync(Guid id, CancellationToken cancellationToken) =>
        (await FindAsync($"id eq {id}", cancellationToken)).FirstOrDefault(task => Guid.TryParse(task.Id, out var found) && found == id);

    /// <summary>The tasks with a tag.</summary>
    /// <exception cref="CommandFailedException">The repository did not answer.</exception>
    public async Task<IReadOnlyList<SenseTask>> ByTagAsync(string tag, CancellationToken cancellationToken) =>
        [.. (await FindAsync($"tags.name eq {Quote(tag)}", cancellationToken)).Where(
            task => task.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))];

    /// <summary>The tasks with a value of a custom property.</summary>
    /// <exception cref="CommandFailedException">The repository did not answer.</exception>
    public async Task<IReadOnlyList<SenseTask>> ByCustomPropertyAsync(string name, string value, CancellationToken cancellationToken) =>
    [
        .. (await FindAsync(
            $"(customProperties.definition.name eq {Quote(name)}) and (customProperties.value eq {Quote(value)})", cancellationToken))
            .Where(task => task.CustomProperties.Any(property =>
                property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                    && property.Value.Equals(value, StringComparison.OrdinalIgnoreCase))),
    ];

    /// <summary>The information for replies about all tasks.</summary>
    /// <exception cref="CommandFailedException">The repository did not answer.</exception>
    public Task<IReadOnlyList<ListedTask>> AllAsync(CancellationToken cancellationToken) =>
        qrs.ReadAsync("task/full", null, row => SenseTask.Of(row)?.Info, cancellationToken);

    private Task<IReadOnlyList<SenseTask>> FindAsync(string filter, CancellationToken cancellationToken) =>
        qrs.ReadAsync("task/full", filter, SenseTask.Of, cancellationToken);

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
