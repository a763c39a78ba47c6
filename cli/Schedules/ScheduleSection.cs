using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Butler.Cli.Schedules;

/// <summary>Writes the section <c>schedules</c> of <c>butler.yaml</c>.</summary>
internal static class ScheduleSection
{
    /// <summary>A JSON string is a YAML string in double quotes.</summary>
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(IEnumerable<ImportedSchedule> schedules, string? site)
    {
        var text = new StringBuilder();
        foreach (var schedule in schedules)
        {
            var butler = schedule.Butler;
            Line("  - name", Quoted(schedule.Name));
            Line("    cron", Quoted(schedule.Cron));
            Line("    timeZone", Quoted(butler.TimeZone));
            Line("    task", butler.TaskId);
            if (site is not null)
            {
                Line("    site", Quoted(site));
            }

            if (!butler.IsStarted)
            {
                Line("    enabled", "false");
            }

            if (butler.Tags.Count > 0)
            {
                Line("    comment", Quoted($"Tags in Butler: {string.Join(", ", butler.Tags)}"));
            }
        }

        return text.Length == 0 ? "schedules: []\n" : $"schedules:\n{text}";

        void Line(string key, string value) => text.Append(key).Append(": ").Append(value).Append('\n');
    }

    /// <summary>A text in quotes; <c>$${</c> stands for <c>${</c>, which would name a variable of the environment.</summary>
    private static string Quoted(string text) =>
        JsonSerializer.Serialize(text, Readable).Replace("${", "$${", StringComparison.Ordinal);
}
