namespace Butler.Local.Sense.Site;

/// <summary>Creates the shipped site, with a history.</summary>
internal static class BelievableSite
{
    /// <summary>
    /// The end of the history: everything ran at least a day ago, so that a relay that searches for executions without a datagram finds
    /// none in a system that has just started.
    /// </summary>
    private static readonly TimeSpan PastEnd = TimeSpan.FromHours(26);

    public static SenseSite Create(DateTimeOffset now)
    {
        var site = new SenseSite
        {
            Users = People.Users,
            Streams = People.Streams,
            Tags = People.Tags,
            CustomProperties = People.CustomProperties,
        };
        foreach (var app in AppData.All)
        {
            site.Put(app with { LastReload = now - PastEnd });
        }

        var tasks = TaskData.All;
        for (var i = 0; i < tasks.Count; i++)
        {
            site.Put(tasks[i]);
            if (tasks[i].Enabled)
            {
                var stop = now - PastEnd - TimeSpan.FromMinutes(i * 17);
                site.Put(ExecutionStory.Ended(
                    ExecutionStory.Begun(site, tasks[i], stop - tasks[i].Takes), site, tasks[i].EndsIn, stop, scriptLog: null));
            }
        }

        return site;
    }
}
