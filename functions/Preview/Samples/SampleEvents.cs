using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;

namespace Butler.Functions.Preview.Samples;

/// <summary>
/// Creates a realistic event of each kind, for previews, test alerts, the check of templates, and tests of channels. All names are
/// fictitious.
/// </summary>
internal static partial class SampleEvents
{
    /// <summary>The host of all samples.</summary>
    public const string Host = "qsprod02";

    private const string Site = "default";
    private const string Relay = "relay-1";

    /// <summary>All types of events; each has a sample.</summary>
    public static IReadOnlyList<string> Types => EventKinds.Types;

    /// <summary>A sample event.</summary>
    /// <param name="type">One of <see cref="Types"/>.</param>
    /// <param name="now">The time of the event.</param>
    /// <exception cref="ArgumentException">The type is unknown; the message suggests a similar one.</exception>
    public static CloudEvent Of(string type, DateTimeOffset now)
    {
        var kind = EventKinds.Find(type) ?? throw new ArgumentException(
            $"there is no event of the type \"{type}\"{Core.Text.DidYouMean.Hint(type, Types)}", nameof(type));
        var parts = type.Split('.');
        var (source, data) = parts[0] switch
        {
            _ when kind.HasTaskData => ($"/sense/{Site}/{Host}", TaskSamples.Of(kind, now)),
            "cloud" => ("/cloud/fabrikam", CloudSamples.Of(type, now)),
            "butler" when parts[1] == "cloud" => ("/cloud/fabrikam", SystemSamples.Of(type, now)),
            "butler" => ($"/sense/{Site}/{(parts[1] == "digest" ? "butler" : Relay)}", SystemSamples.Of(type, now)),
            _ => ($"/sense/{Site}/{Host}", MonitorSamples.Of(type, now)),
        };
        var isCloud = source.StartsWith("/cloud/", StringComparison.Ordinal);
        return new CloudEvent
        {
            Id = $"sample:{type}:{now.ToUnixTimeMilliseconds()}",
            Source = source,
            Type = type,
            Subject = Subject(kind, data, Site),
            Time = now,
            ReceivedTime = now.AddSeconds(2),
            Site = isCloud ? null : Site,
            Environment = isCloud ? null : "prod",
            Relay = isCloud ? null : Relay,
            Data = data,
        };
    }

    /// <summary>A JSON object as an element.</summary>
    public static JsonElement Json(JsonObject json) => JsonSerializer.SerializeToElement(json, SampleJson.Default.JsonObject);

    /// <summary>Fills the subject's pattern with the data.</summary>
    public static string? Subject(EventKind kind, JsonElement data, string site) => kind.Subject is not { } form
        ? null
        : Placeholder().Replace(form.Split(" or ")[0], match => match.Groups[1].Value switch
        {
            "site" => site,
            "relay" => Relay,
            var name => data.GetProperty(name).GetString() ?? "",
        });

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}

/// <summary>Source-generated JSON of the samples.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class SampleJson : JsonSerializerContext;
