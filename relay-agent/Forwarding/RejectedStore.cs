using System.Text.Json;
using Butler.Core.Secrets;

namespace Butler.RelayAgent.Forwarding;

/// <summary>Stores events that cannot be sent, one file each, in the directory <c>rejected</c> beside the journal.</summary>
internal sealed class RejectedStore(string journalDirectory)
{
    private readonly string directory = Path.Combine(journalDirectory, "rejected");

    /// <summary>Writes the event and syncs it to disk.</summary>
    /// <returns>The file's path.</returns>
    /// <exception cref="IOException">A disk error; the same call may succeed later.</exception>
    public string Keep(RejectedEvent rejected)
    {
        var path = Path.Combine(directory, $"{rejected.Time.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{rejected.Sequence}.json");
        try
        {
            Directory.CreateDirectory(directory);
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
            JsonSerializer.Serialize(
                file, rejected with { Reason = Redaction.CleanKnown(rejected.Reason) }, RejectedJson.Default.RejectedEvent);
            file.Flush(flushToDisk: true);
            return path;
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }
}
