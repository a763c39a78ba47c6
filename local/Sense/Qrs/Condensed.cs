using System.Text.Json.Nodes;

namespace Butler.Local.Sense.Qrs;

/// <summary>QRS's condensed form of entities in lists; <c>/full</c> is the alternative.</summary>
internal static class Condensed
{
    private static readonly Dictionary<string, string[]> Properties = new(StringComparer.OrdinalIgnoreCase)
    {
        ["task"] = ["id", "name", "taskType", "enabled", "taskSessionTimeout", "maxRetries", "operational", "privileges"],
        ["app"] =
        [
            "id", "name", "appId", "publishTime", "published", "stream", "savedInProductVersion", "migrationHash", "availabilityStatus",
            "privileges",
        ],
        ["user"] = ["id", "userId", "userDirectory", "userDirectoryConnectorName", "name", "privileges"],
        ["executionresult"] =
        [
            "id", "executingNodeName", "status", "startTime", "stopTime", "duration", "fileReferenceID", "scriptLogAvailable", "details",
            "scriptLogLocation", "scriptLogSize", "privileges",
        ],
        ["custompropertydefinition"] = ["id", "name", "valueType", "choiceValues", "privileges"],
        ["tag"] = ["id", "name", "privileges"],
        ["stream"] = ["id", "name", "privileges"],
    };

    /// <param name="entity">The kind.</param>
    /// <param name="full">The entity from <c>/full</c>.</param>
    public static JsonObject Of(string entity, JsonObject full) =>
        Properties.TryGetValue(entity.EndsWith("task", StringComparison.OrdinalIgnoreCase) ? "task" : entity, out var shown)
            ? new JsonObject(shown.Where(full.ContainsKey).Select(name => KeyValuePair.Create(name, full[name]?.DeepClone())))
            : full;
}
