using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>Butler's rate limit of an event.</summary>
internal static class ThrottleSeconds
{
    /// <summary>Butler's limit where the file has none.</summary>
    private const int Default = 300;

    public static int Read(ButlerSection section, string route, string per) => section.Number("rateLimit", 0, int.MaxValue, KeyFate.Same(
        $"routes: {route}: throttle.every",
        $"One alert for each {per} in this time; the next one says how many were held back.")) ?? Default;
}
