using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Butler.Core.Commands;

namespace Butler.RelayAgent.Commands.Handling;

/// <summary>Selects the page of a list for a reply.</summary>
internal static class ListPage
{
    private const int MaxBytes = 140 * 1024;

    /// <summary>Returns the total number and the requested page, ordered by name; fewer items if more do not fit into a reply.</summary>
    public static (int Total, IReadOnlyList<T> Page) Of<T>(Command command, IEnumerable<T> all, Func<T, string?> name, JsonTypeInfo<T> type)
    {
        var asked = command.Arguments is null ? new ListArguments() : CommandArguments.Read(command, CommandJson.Default.ListArguments);
        var found = all
            .Where(item => asked.NameContains is not { } part || name(item)?.Contains(part, StringComparison.OrdinalIgnoreCase) == true)
            .OrderBy(name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var page = new List<T>();
        var bytes = 0;
        foreach (var item in found.Skip(Math.Max(0, asked.Skip)).Take(Math.Clamp(asked.Take, 0, 5000)))
        {
            bytes += JsonSerializer.SerializeToUtf8Bytes(item, type).Length + 1;
            if (bytes > MaxBytes)
            {
                break;
            }

            page.Add(item);
        }

        return (found.Count, page);
    }
}
