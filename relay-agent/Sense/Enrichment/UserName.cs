using Butler.Core.Events;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>Finds the user of a run. The repository does not name the user, but knows the possible users and their spelling.</summary>
internal static class UserName
{
    /// <summary>
    /// The datagram's user. If non-ASCII letters may be damaged, and a user in the repository has the same letters elsewhere, the
    /// repository's spelling is used.
    /// </summary>
    /// <param name="written">The user in the datagram.</param>
    /// <param name="owner">The app's owner.</param>
    /// <param name="others">Other users, <c>DIRECTORY\user</c>.</param>
    public static string? Of(string? written, OwnerInfo? owner, params ReadOnlySpan<string?> others)
    {
        if (written is null || !written.AsSpan().ContainsAnyExceptInRange('\0', '\x7F'))
        {
            return written;
        }

        foreach (var known in (string?[])[owner is { Directory: { } directory, UserId: { } id } ? $@"{directory}\{id}" : null, .. others])
        {
            if (known is not null && IsSame(written, known))
            {
                return known;
            }
        }

        return written;
    }

    private static bool IsSame(string written, string known)
    {
        if (written.Length != known.Length)
        {
            return false;
        }

        for (var i = 0; i < written.Length; i++)
        {
            var bothAscii = char.IsAscii(written[i]) && char.IsAscii(known[i]);
            if (bothAscii ? char.ToLowerInvariant(written[i]) != char.ToLowerInvariant(known[i]) : char.IsAscii(written[i])
                || char.IsAscii(known[i]))
            {
                return false;
            }
        }

        return true;
    }
}
