using System.Text.Json;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Reads lists for commands. Only the needed part of each row stays in memory.</summary>
internal static class QrsReading
{
    /// <summary>A list of the repository.</summary>
    /// <typeparam name="T">The needed part of a row.</typeparam>
    /// <param name="qrs">The repository.</param>
    /// <param name="path">The path below <c>/qrs/</c>.</param>
    /// <param name="filter">QRS's filter text; null for none.</param>
    /// <param name="pick">Reads the needed part of a row; null to skip the row.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CommandFailedException">The list could not be read.</exception>
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
            throw new CommandFailedException(
                $"The request to Sense's repository failed, and nothing was changed: {problem.Message}", problem);
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
