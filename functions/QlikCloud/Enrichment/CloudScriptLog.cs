using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.Core.QlikCloud;
using Butler.Core.ScriptLogs;
using Butler.Core.Secrets;
using Butler.Core.Text;
using Butler.Functions.Configuration;

namespace Butler.Functions.QlikCloud.Enrichment;

/// <summary>Reads the script log of a reload: its ends and the lines with the cause, without secrets.</summary>
internal sealed class CloudScriptLog(CloudClient client, CloudScriptLogOptions options)
{
    private static readonly SenseEncoding Encoding = new();

    /// <summary>Reads the log.</summary>
    /// <exception cref="CloudException">The tenant has no log of this reload, or did not answer.</exception>
    public async Task<JsonObject> ReadAsync(string app, string reload, CancellationToken cancellationToken)
    {
        var log = await client.ReadAsync(
            $"api/v1/apps/{app}/reloads/logs/{reload}",
            async (stream, token) =>
            {
                var reader = new ScriptLogReader(options.Parts, Encoding, new Redaction(options.Redact));
                await reader.ReadAsync(stream, copy: null, token);
                return reader.Result(size: null);
            },
            cancellationToken);
        return new JsonObject
        {
            ["scriptLog"] = JsonSerializer.SerializeToNode(log.Info, EventJson.Default.ScriptLogInfo),
            ["errorLines"] = log.ErrorLines is { } lines ? new JsonArray([.. lines.Select(line => (JsonNode?)line)]) : null,
        };
    }
}
