using System.Text.Json;
using System.Text.Json.Nodes;

namespace Butler.Functions.Hosting;

/// <summary>Writes a folder with a <c>function.json</c> for each function, for the Functions host.</summary>
internal static class FunctionExport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes one folder for each function below <paramref name="directory"/>; function folders of other names are removed.</summary>
    /// <exception cref="IOException">A file or folder cannot be written.</exception>
    public static void Write(string directory, IReadOnlyList<FunctionDefinition> functions)
    {
        Directory.CreateDirectory(directory);
        foreach (var stale in Directory.EnumerateDirectories(directory)
            .Where(d => File.Exists(Path.Combine(d, "function.json")) && functions.All(f => f.Name != Path.GetFileName(d))))
        {
            Directory.Delete(stale, recursive: true);
        }

        foreach (var function in functions)
        {
            var folder = Directory.CreateDirectory(Path.Combine(directory, function.Name));
            File.WriteAllText(Path.Combine(folder.FullName, "function.json"), Json(function).ToJsonString(Indented) + "\n");
        }
    }

    /// <summary>The <c>function.json</c> of a function.</summary>
    public static JsonObject Json(FunctionDefinition function) => new()
    {
        ["bindings"] = function.Trigger switch
        {
            // Binary: the body arrives as base64, so that none of its fields can be mistaken for metadata.
            QueueTrigger queue => new JsonArray(new JsonObject
            {
                ["type"] = "serviceBusTrigger",
                ["direction"] = "in",
                ["name"] = TriggerPayload.BindingName,
                ["dataType"] = "binary",
                ["queueName"] = queue.Queue,
                ["connection"] = "ServiceBus",
            }),
            TimerTrigger timer => new JsonArray(new JsonObject
            {
                ["type"] = "timerTrigger",
                ["direction"] = "in",
                ["name"] = "timer",
                ["schedule"] = timer.Schedule,
                ["useMonitor"] = true,
            }),
            HttpTrigger http => new JsonArray(
                new JsonObject
                {
                    ["type"] = "httpTrigger",
                    ["direction"] = "in",
                    ["name"] = "request",
                    ["authLevel"] = http.AuthLevel,
                    ["methods"] = new JsonArray([.. http.Methods.Select(m => (JsonNode)m)]),
                    ["route"] = http.Route,
                },
                new JsonObject { ["type"] = "http", ["direction"] = "out", ["name"] = "response" }),
            _ => throw new InvalidOperationException($"{function.Name} has a trigger of an unknown kind."),
        },
    };
}
