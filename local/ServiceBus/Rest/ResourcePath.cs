using System.Diagnostics.CodeAnalysis;

namespace Butler.Local.ServiceBus.Rest;

/// <summary>The kinds of resources below an entity.</summary>
internal enum ResourceKind
{
    /// <summary><c>{entity}/messages</c>: the target of sent messages.</summary>
    Messages,

    /// <summary><c>{entity}/messages/head</c>: the next message.</summary>
    Head,

    /// <summary><c>{entity}/messages/{message id or sequence number}/{lock token}</c>: a locked message.</summary>
    Lock,
}

/// <summary>The parts of a path of the data plane.</summary>
/// <param name="Entity">A queue's name, or one followed by <c>/$DeadLetterQueue</c>, as the client wrote it.</param>
/// <param name="Kind">The kind of resource.</param>
/// <param name="MessageId">For a lock: the message id or sequence number.</param>
/// <param name="LockToken">For a lock: its token.</param>
internal sealed record ResourcePath(string Entity, ResourceKind Kind, string? MessageId = null, Guid LockToken = default)
{
    private const string Messages = "messages";

    /// <summary>
    /// Parses the original request target: a message id may contain an escaped slash, which the server's decoded path does not distinguish
    /// from a real one.
    /// </summary>
    public static bool TryParse(string target, [NotNullWhen(true)] out ResourcePath? path)
    {
        path = null;
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var segments = (end < 0 ? target : target[..end]).Trim('/').Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            segments[i] = Uri.UnescapeDataString(segments[i]);
        }

        // From the end, because a message id may itself be "messages", and so may a queue.
        path = segments switch
        {
            [.. { Length: > 0 } entity, var messages, var head] when Is(messages, Messages) && Is(head, "head") =>
                new(Join(entity), ResourceKind.Head),
            [.. { Length: > 0 } entity, var messages, var id, var token]
                when Is(messages, Messages) && Guid.TryParse(token, out var parsed) =>
                new(Join(entity), ResourceKind.Lock, id, parsed),
            [.. { Length: > 0 } entity, var messages] when Is(messages, Messages) =>
                new(Join(entity), ResourceKind.Messages),
            _ => null,
        };
        return path is not null;
    }

    private static string Join(string[] segments) => segments.Length == 1 ? segments[0] : string.Join('/', segments);

    private static bool Is(string segment, string name) => segment.Equals(name, StringComparison.OrdinalIgnoreCase);
}
