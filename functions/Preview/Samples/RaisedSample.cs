using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Api;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Core.Text;
using Butler.Functions.Templates.Fields;

namespace Butler.Functions.Preview.Samples;

/// <summary>Creates the sample of a monitor's event that is raised like an event of a relay.</summary>
internal static class RaisedSample
{
    private const double MaxDays = 36_500;
    private const double MaxMilliseconds = 1e11;

    /// <summary>Creates the event.</summary>
    /// <param name="type">One of <see cref="SampleFields.Types"/>.</param>
    /// <param name="site">The site.</param>
    /// <param name="environment">The site's environment; null for none.</param>
    /// <param name="fields">The fields that replace those of the sample; null for none.</param>
    /// <param name="now">The time of the event, UTC.</param>
    /// <param name="unique">A text that no other event has.</param>
    /// <exception cref="ProblemException">The type or a field is not valid.</exception>
    public static CloudEvent Of(string type, string site, string? environment, JsonElement? fields, DateTimeOffset now, string unique)
    {
        if (!SampleFields.Types.Contains(type))
        {
            var hint = DidYouMean.Hint(type, SampleFields.Types);
            throw new ProblemException(
                400, "No such type", $"No monitor raises \"{type}\"{(hint.Length > 0 ? hint : $"; expected one of {All()}.")}");
        }

        var kind = EventKinds.Find(type)!;
        var sample = SampleEvents.Of(type, now);
        var data = JsonObject.Create(sample.Data!.Value)!;
        if (fields is { } given)
        {
            SampleFields.Replace(kind, data, given);
            Follow(data, given, now);
        }

        var json = SampleEvents.Json(data);
        var host = data["host"] is JsonValue value && value.TryGetValue(out string? name) ? name : SampleEvents.Host;
        return sample with
        {
            Id = $"{site}:sample:{unique}",
            Source = $"/sense/{Uri.EscapeDataString(site)}/{Uri.EscapeDataString(host)}",
            Subject = SampleEvents.Subject(kind, json, site),
            ReceivedTime = now,
            Site = site,
            Environment = environment,
            Relay = null,
            Data = json,
        };
    }

    private static string All() => string.Join(", ", SampleFields.Types);

    /// <summary>Changes the sample's other fields to agree with the given ones.</summary>
    private static void Follow(JsonObject data, JsonElement given, DateTimeOffset now)
    {
        if (Given("serviceName") is not null)
        {
            Set("serviceDisplayName", data["serviceName"]?.DeepClone());
            Set("serviceFriendlyName", null);
            Set("serviceExePath", null);
        }

        if (Number("daysUntilExpiry", MaxDays) is { } days)
        {
            var expiry = now.AddDays(days);
            Set("expiryDateStr", expiry.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Set("expiryDate", TimeFields.Utc(expiry));
            Set("licenseExpired", days < 0);
        }

        if (Number("runningMs", MaxMilliseconds) is { } running)
        {
            Set("startedAt", TimeFields.Utc(now.AddMilliseconds(-running)));
        }

        if (Number("lateMs", MaxMilliseconds) is { } late)
        {
            Set("dueAt", TimeFields.Utc(now.AddMilliseconds(-late)));
        }

        Name("taskName", "task");
        Name("appName", "app");

        JsonElement? Given(string name) => given.TryGetProperty(name, out var value) ? value : null;

        double? Number(string name, double most) =>
            Given(name) is not null && data[name] is JsonValue value && value.TryGetValue(out double number)
                ? Math.Clamp(number, -most, most)
                : null;

        void Set(string name, JsonNode? value)
        {
            if (data.ContainsKey(name) && Given(name) is null)
            {
                data[name] = value;
            }
        }

        void Name(string name, string part)
        {
            if (Given(name) is not null && data[part] is JsonObject known)
            {
                known["name"] = data[name]?.DeepClone();
            }
        }
    }
}
