using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.Core.QlikCloud;
using Butler.Core.ScriptLogs;
using Butler.Core.Secrets;
using Butler.Core.Text;
using Butler.Functions.Configuration;
using Butler.Functions.ScriptLogs;

namespace Butler.Functions.QlikCloud.Enrichment;

/// <summary>
/// Reads the script log of a reload once, as a stream: its ends and the lines with the cause, without secrets. The whole of it is kept on
/// the way, if the configuration says so.
/// </summary>
internal sealed partial class CloudScriptLog(IScriptLogStore store, TimeProvider time, ILogger<CloudScriptLog> logger)
{
    private static readonly SenseEncoding Encoding = new();

    /// <summary>Reads the log.</summary>
    /// <param name="client">The tenant's client.</param>
    /// <param name="path">The log's path in the tenant.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="name">The name under which the whole log is kept; null: it is not kept.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CloudException">The tenant has no log of this reload, or did not answer.</exception>
    public async Task<JsonObject> ReadAsync(
        CloudClient client, string path, CloudScriptLogOptions options, ScriptLogName? name, CancellationToken cancellationToken)
    {
        var (log, link) = await client.ReadAsync(
            path,
            async (stream, token) =>
            {
                var reader = new ScriptLogReader(options.Parts, Encoding, new Redaction(options.Redact));
                var kept = name is null ? null : await CopyAsync(reader, stream, name, token);
                if (name is null)
                {
                    await reader.ReadAsync(stream, copy: null, token);
                }

                return (reader.Result(size: null), kept);
            },
            cancellationToken);
        return new JsonObject
        {
            ["scriptLog"] = JsonSerializer.SerializeToNode(log.Info, EventJson.Default.ScriptLogInfo),
            ["errorLines"] = log.ErrorLines is { } lines ? new JsonArray([.. lines.Select(line => (JsonNode?)line)]) : null,
            ["scriptLogUrl"] = link?.AbsoluteUri,
        };
    }

    /// <summary>Reads the log while it is kept. Should the storage account fail, the rest is read all the same.</summary>
    private async Task<Uri?> CopyAsync(ScriptLogReader reader, Stream stream, ScriptLogName name, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        var keeping = KeepAsync(pipe.Reader, name, cancellationToken);
        Exception? broken = null;
        try
        {
            await reader.ReadAsync(stream, async (bytes, token) => await pipe.Writer.WriteAsync(bytes, token), cancellationToken);
        }
        catch (Exception e)
        {
            broken = e;
            throw;
        }
        finally
        {
            // A log that breaks off must not replace what an earlier run kept.
            await pipe.Writer.CompleteAsync(broken);
            if (broken is not null)
            {
                await ((Task)keeping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return await keeping;
    }

    private async Task<Uri?> KeepAsync(PipeReader log, ScriptLogName name, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = log.AsStream(leaveOpen: true);
            return await store.KeepAsync(name, stream, time.GetUtcNow(), cancellationToken);
        }
        catch (ScriptLogsUnavailableException e)
        {
            Log.NotKept(logger, name.Path, e.Message);
            return null;
        }
        finally
        {
            await log.CompleteAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The script log {Name} is not kept: {Reason}")]
        public static partial void NotKept(ILogger logger, string name, string reason);
    }
}
