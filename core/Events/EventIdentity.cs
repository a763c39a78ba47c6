using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Butler.Core.Events;

/// <summary>
/// The deterministic names of events and messages. Two relays of one site, a replayed journal and a second run of a function
/// all arrive at the same name, so that what is one event stays one alert.
/// </summary>
public static class EventIdentity
{
    /// <summary>The longest message id Service Bus takes, in characters.</summary>
    public const int MaxMessageIdLength = 128;

    /// <summary>The id of an event that a task execution ended in: <c>{site}:{outcome}:{executionId}</c>.</summary>
    /// <param name="site">The site's name.</param>
    /// <param name="outcome"><c>failed</c>, <c>aborted</c>, <c>success</c> or <c>distribute</c>: the family of the datagram.</param>
    /// <param name="executionId">The execution's id as Sense wrote it; case does not count.</param>
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

    /// <summary>The Service Bus message id of a first sending: the identity, or its hash where that is longer than 128 characters.</summary>
    public static string MessageId(string identity) => Bounded(identity);

    /// <summary>
    /// The message id of what is sent again, <c>{id}#{attempt}.{hop}</c>: duplicate detection swallows equal ids, so each
    /// attempt and each put-off that costs no attempt (a hop) has an id of its own.
    /// </summary>
    public static string MessageId(string identity, int attempt, int hop) =>
        attempt <= 1 && hop == 0
            ? Bounded(identity)
            : Bounded(string.Create(CultureInfo.InvariantCulture, $"{identity}#{attempt}.{hop}"));

    /// <summary>The lower-case hexadecimal SHA-256 of a text's UTF-8 bytes.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Bounded(string id) => id.Length <= MaxMessageIdLength ? id : Hash(id);
}
