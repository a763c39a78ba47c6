using Butler.Core.Api;

namespace Butler.Functions.Messages;

/// <summary>Chooses the channels of a message.</summary>
internal static class MessageChannels
{
    /// <summary>The field of each body that names a channel.</summary>
    public static readonly ApiField Destination = ApiField.Text(
        "destination", "A channel that the configuration lists for such messages; the first one of the list if absent.");

    /// <summary>The channel of a message: the one that the request names, or the first one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key of <c>api</c> that lists the channels.</param>
    /// <param name="listed">The listed channels.</param>
    /// <param name="destination">The channel that the request names; null if it names none.</param>
    /// <exception cref="ProblemException">No channel is listed, or the named one is not.</exception>
    public static string One(HttpRequest request, string key, IReadOnlyList<string> listed, string? destination) =>
        Some(request, key, listed, destination)[0];

    /// <summary>The channels of a message: the one that the request names, or all.</summary>
    /// <inheritdoc cref="One" path="/param"/>
    /// <exception cref="ProblemException">No channel is listed, or the named one is not.</exception>
    public static IReadOnlyList<string> Some(HttpRequest request, string key, IReadOnlyList<string> listed, string? destination)
    {
        if (listed.Count == 0)
        {
            throw ProblemException.ForLoadScripts(
                404, $"Route {request.Method}:{request.Path} not found: set api.{key} in butler.yaml to the channel that gets such "
                    + "messages.");
        }

        return destination is null ? listed
            : listed.Contains(destination) ? [destination]
            : throw ProblemException.ForLoadScripts(
                400, $"body/destination must be one of the channels that api.{key} in butler.yaml lists: {string.Join(", ", listed)}");
    }
}
