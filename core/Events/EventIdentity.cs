using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Butler.Core.Events;

/// <summary>
/// Creates the deterministic ids of events and messages. Two relays of a site, a replayed journal and a second run of a function
/// get the same id, so that one event stays one alert.
/// </summary>
public static class EventIdentity
{
    /// <summary>The maximum length of a message id in Service Bus, in characters.</summary>
    public const int MaxMessageIdLength = 128;

    /// <summary>The id of the event at the end of a task execution: <c>{site}:{outcome}:{executionId}</c>.</summary>
    /// <param name="site">The site's name.</param>
    /// <param name="outcome"><c>failed</c>, <c>aborted</c>, <c>success</c> or <c>distribute</c>: the family of the datagram.</param>
    /// <param name="executionId">The execution's id as Sense wrote it; case-insensitive.</param>
    public static string ForExecution(string site, string outcome, string executionId) =>
        $"{site}:{outcome}:{executionId.Trim().ToLowerInvariant()}";

    /// <summary>The id of an event without an execution id: <c>{site}:</c> and a hash of site and datagram.</summary>
    public static string ForDatagram(string site, ReadOnlySpan<byte> datagram)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(site + "\n"));
        hash.AppendData(datagram);
        return $"{site}:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    /// <summary>The Service Bus message id of the first sending: the identity, or its hash if it is longer than 128 characters.</summary>
    public static string MessageId(string identity) => Bounded(identity);

    /// <summary>
    /// The message id of a repeated sending, <c>{id}#{attempt}.{hop}</c>. Duplicate detection drops equal ids, so each attempt, and each
    /// postponement that is not counted as an attempt (a hop), has its own id.
    /// </summary>
    public static string MessageId(string identity, int attempt, int hop) =>
        attempt <= 1 && hop == 0
            ? Bounded(identity)
            : Bounded(string.Create(CultureInfo.InvariantCulture, $"{identity}#{attempt}.{hop}"));

    /// <summary>The lower-case hexadecimal SHA-256 of a text's UTF-8 bytes.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Bounded(string id) => id.Length <= MaxMessageIdLength ? id : Hash(id);
}
