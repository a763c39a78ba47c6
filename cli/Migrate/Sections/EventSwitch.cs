using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>Whether an event of a destination is on. What is off is recorded as such.</summary>
internal static class EventSwitch
{
    /// <param name="migration">The migration.</param>
    /// <param name="section">The event's section.</param>
    /// <param name="butlers">The event.</param>
    /// <param name="destination">The name in <c>serviceMonitor.alertDestination</c>.</param>
    /// <param name="route">The route's name.</param>
    public static bool IsOn(Migration migration, ButlerSection section, ButlerEvent butlers, string destination, string route)
    {
        if (!section.IsPresent)
        {
            return false;
        }

        if (!butlers.IsService)
        {
            var isOn = section.Flag("enable", KeyFate.App($"routes: {route}"));
            if (!isOn)
            {
                section.Rest(KeyFate.Off($"{section.Path[(ButlerFile.Root.Length + 1)..]}.enable is not true."));
            }

            return isOn;
        }

        if (IsServiceOn(migration, destination))
        {
            return true;
        }

        section.Rest(KeyFate.Off($"serviceMonitor.enable or serviceMonitor.alertDestination.{destination}.enable is not true."));
        return false;
    }

    /// <summary>Whether the monitor of Windows services sends to a destination.</summary>
    public static bool IsServiceOn(Migration migration, string destination) =>
        migration.Butler.Peek("serviceMonitor.enable")
            && migration.Butler.Peek($"serviceMonitor.alertDestination.{destination}.enable");
}
