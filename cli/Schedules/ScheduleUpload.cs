using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Cli.RunningApp;
using Butler.Functions.Schedules;

namespace Butler.Cli.Schedules;

/// <summary>Creates imported schedules in a running app. Each has its id, so what was created before is not created again.</summary>
internal static class ScheduleUpload
{
    /// <returns>How many were created, and the names of those that were there.</returns>
    /// <exception cref="ApiException">The app is unreachable, or has refused a schedule; those before it were created.</exception>
    public static async Task<(int Created, IReadOnlyList<string> Known)> SendAsync(
        ButlerApi app, IEnumerable<ImportedSchedule> schedules, string? site, CancellationToken cancellationToken)
    {
        var (created, known) = (0, new List<string>());
        foreach (var schedule in schedules)
        {
            try
            {
                await app.PostAsync("schedules", Body(schedule, site), SchedulesJson.Default.ScheduleAnswer, cancellationToken);
                created++;
            }
            catch (ApiException e) when (e.Status == 409)
            {
                known.Add(schedule.Name);
            }
            catch (ApiException e)
            {
                throw new ApiException($"{schedule.Name}: {e.Message}") { Status = e.Status };
            }
        }

        return (created, known);
    }

    private static byte[] Body(ImportedSchedule schedule, string? site)
    {
        var body = new JsonObject
        {
            ["id"] = schedule.Id.ToString(),
            ["name"] = schedule.Name,
            ["cronSchedule"] = schedule.Cron,
            ["timezone"] = schedule.Butler.TimeZone,
            ["qlikSenseTaskId"] = schedule.Butler.TaskId,
            ["startupState"] = ScheduleState.Text(schedule.Butler.IsStarted),
            ["tags"] = new JsonArray([.. schedule.Butler.Tags.Select(tag => (JsonNode)tag)]),
        };
        if (site is not null)
        {
            body["site"] = site;
        }

        return JsonSerializer.SerializeToUtf8Bytes(body);
    }
}
