using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events;

namespace Butler.Functions.QlikCloud.Enrichment;

/// <summary>The data of an event that is being completed.</summary>
internal sealed class CloudDraft
{
    private readonly JsonObject data;
    private readonly List<string> missing = [];

    public CloudDraft(CloudEvent @event) => data = JsonNode.Parse(@event.Data?.GetRawText() ?? "{}")!.AsObject();

    /// <summary>A text of the data.</summary>
    public string? Text(string name) => data[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>An id of the data that can be a part of a path; null when it is missing, or something else.</summary>
    public string? Id(string name) =>
        Text(name) is { Length: > 0 and < 100 } id && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? id : null;

    /// <summary>Adds what was found. What the event said itself stays.</summary>
    public void Add(JsonObject found)
    {
        foreach (var (name, value) in found.ToList())
        {
            if (value is not null && data[name] is null)
            {
                found.Remove(name);
                data[name] = value;
            }
        }
    }

    /// <summary>Names a part that could not be looked up.</summary>
    public void Miss(string part)
    {
        if (!missing.Contains(part))
        {
            missing.Add(part);
        }
    }

    /// <summary>The event with its data, within the size of an event: the script log gives way.</summary>
    public CloudEvent Complete(CloudEvent @event)
    {
        data["enrichment"] = new JsonObject { ["missing"] = new JsonArray([.. missing.Select(part => (JsonNode?)part)]) };
        while (true)
        {
            var whole = @event with { Data = JsonSerializer.SerializeToElement(data, QlikCloudJson.Default.JsonObject) };
            if (whole.Encode().Length <= CloudEvent.MaxEncodedBytes || !HalveLog())
            {
                return whole;
            }
        }
    }

    /// <summary>Halves the longer end of the script log; false when nothing is left of it.</summary>
    private bool HalveLog()
    {
        var (head, tail) = (data["scriptLog"]?["head"] as JsonArray, data["scriptLog"]?["tail"] as JsonArray);
        var (longer, isTail) = (tail?.Count ?? 0) >= (head?.Count ?? 0) ? (tail, true) : (head, false);
        if (longer is null or { Count: 0 })
        {
            return false;
        }

        var rest = longer.Count / 2;
        while (longer.Count > rest)
        {
            longer.RemoveAt(isTail ? 0 : longer.Count - 1);
        }

        return true;
    }
}
