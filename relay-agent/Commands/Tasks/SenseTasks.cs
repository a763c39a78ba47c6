using System.Text.Json;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Finds tasks in the repository. What it answers is checked again: two conditions of one filter may hold for different values.</summary>
internal sealed class SenseTasks(IQrs qrs)
{
    /// <summary>The task with an id; null where there is none.</summary>
    /// <exception cref="CommandFailedException">The repository did not answer.</exception>
    public async Task<SenseTask?> ByIdAsync(Guid id, CancellationToken cancellationToken) =>
        (await FindAsync($"id eq {id}", cancellationToken)).FirstOrDefault(task => Guid.TryParse(task.Id, out var found) && found == id);

    /// <summary>The tasks that bear a tag.</summary>
    /// <exception cref="CommandFailedException">The repository did not answer.</exception>
    public async Task<IReadOnlyList<SenseTask>> ByTagAsync(string tag, CancellationToken cancellationToken) =>
        [.. (await FindAsync($"tags.name eq {Quote(tag)}", cancellationToken)).Where(task => task.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))];

    /// <summary>The tasks with a value of a custom property.</summary>
    /// <exception cref="CommandFailedException">The repository did not answer.</exception>
    public async Task<IReadOnlyList<SenseTask>> ByCustomPropertyAsync(string name, string value, CancellationToken cancellationToken) =>
    [
        .. (await FindAsync($"(customProperties.definition.name eq {Quote(name)}) and (customProperties.value eq {Quote(value)})", cancellationToken))
            .Where(task => task.CustomProperties.Any(property =>
                property.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && property.Value.Equals(value, StringComparison.OrdinalIgnoreCase))),
    ];

    /// <summary>All tasks.</summary>
    /// <exception cref="CommandFailedException">The repository did not answer.</exception>
    public Task<IReadOnlyList<SenseTask>> AllAsync(CancellationToken cancellationToken) => FindAsync(null, cancellationToken);

    private async Task<IReadOnlyList<SenseTask>> FindAsync(string? filter, CancellationToken cancellationToken)
    {
        var answer = await qrs.ReadAsync("task/full", filter, cancellationToken);
        return [.. answer.Select(SenseTask.Of).OfType<SenseTask>()];
    }

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}

/// <summary>Reads lists for commands, which cannot wait as long as events can.</summary>
internal static class QrsReading
{
    /// <summary>A list of the repository.</summary>
    /// <exception cref="CommandFailedException">It was not to be had.</exception>
    public static async Task<IReadOnlyList<JsonElement>> ReadAsync(this IQrs qrs, string path, string? filter, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await qrs.GetAsync(path, filter, cancellationToken);
            return answer.ValueKind == JsonValueKind.Array
                ? [.. answer.EnumerateArray()]
                : throw new CommandFailedException($"Sense's repository answered {path} with something that is no list; nothing was changed.");
        }
        catch (QrsException problem)
        {
            throw new CommandFailedException($"Sense's repository could not be asked, nothing was changed: {problem.Message}", problem);
        }
    }
}
