using System.Text.Json;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Reads lists for commands. Of each row only what is wanted stays in memory.</summary>
internal static class QrsReading
{
    /// <summary>A list of the repository.</summary>
    /// <typeparam name="T">What is wanted of a row.</typeparam>
    /// <param name="qrs">The repository.</param>
    /// <param name="path">Below <c>/qrs/</c>.</param>
    /// <param name="filter">QRS's filter text; null for none.</param>
    /// <param name="pick">Takes it out of a row; null: the row is left out.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="CommandFailedException">It was not to be had.</exception>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(
        this IQrs qrs, string path, string? filter, Func<JsonElement, T?> pick, CancellationToken cancellationToken)
        where T : class
    {
        var found = new List<T>();
        try
        {
            await qrs.ReadRowsAsync(path, filter, Take, cancellationToken);
            return found;
        }
        catch (QrsException problem)
        {
            throw new CommandFailedException($"Sense's repository could not be asked, nothing was changed: {problem.Message}", problem);
        }

        void Take(JsonElement row)
        {
            if (pick(row) is { } wanted)
            {
                found.Add(wanted);
            }
        }
    }
}
