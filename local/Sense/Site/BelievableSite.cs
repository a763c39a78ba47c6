namespace Butler.Local.Sense.Site;

/// <summary>Makes the site that ships, with a past.</summary>
internal static class BelievableSite
{
    /// <summary>
    /// Everything of it ran at least a day ago, so that a relay which looks back for what nobody told it of finds nothing in a
    /// system that has just started.
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
                site.Put(ExecutionStory.Ended(ExecutionStory.Begun(site, tasks[i], stop - tasks[i].Takes), site, tasks[i].EndsIn, stop, scriptLog: null));
            }
        }

        return site;
    }
}
