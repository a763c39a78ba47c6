using System.IO.Compression;
using Butler.Functions.Configuration;

namespace Butler.Functions.ScriptLogs;

/// <summary>Keeps script logs as blobs.</summary>
internal sealed partial class BlobScriptLogStore(
    ConfigurationSource configuration, ScriptLogBlobs blobs, ScriptLogLinks links, ILogger<BlobScriptLogStore> logger) : IScriptLogStore
{
    /// <summary>The maximum size of a script log in bytes, before it is compressed.</summary>
    public const int MaxBytes = 50 * 1024 * 1024;

    private int isWarned;

    public async Task<Uri?> KeepAsync(ScriptLogName name, Stream log, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if ((await configuration.CurrentAsync(cancellationToken)).ScriptLogs is not { } options)
        {
            return null;
        }

        // The blob is written from memory at once, so that a script log that breaks off replaces nothing.
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await LimitedLog.CopyAsync(log, gzip, MaxBytes, cancellationToken);
        }

        await blobs.WriteAsync(ScriptLogName.Blob(name.Path), compressed, cancellationToken);
        if (links.Problem is { } problem && Interlocked.Exchange(ref isWarned, 1) == 0)
        {
            Log.NoLinks(logger, problem);
        }

        return links.Of(name, now + options.Links);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Script logs are kept, but alerts do not link to them: {Problem}")]
        public static partial void NoLinks(ILogger logger, string problem);
    }
}
