using System.Diagnostics;
using System.Globalization;

namespace Butler.RelayAgent.Hosting;

/// <summary>Ends the relay when the process that started it has died, so that a killed <c>butler up</c> leaves nothing behind.</summary>
internal static class ParentWatch
{
    /// <summary>The variable that holds the parent's process id.</summary>
    public const string Variable = "BUTLER_PARENT_PID";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the parent is gone; never when none is named.</summary>
    public static async Task WaitAsync(string? parent, TimeProvider time, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, time);
        var watched = int.TryParse(parent, NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        while (!watched || IsAlive(id))
        {
            await (watched ? timer.WaitForNextTickAsync(stopping).AsTask() : Task.Delay(Timeout.Infinite, stopping));
        }
    }

    private static bool IsAlive(int id)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // "id (name) state ...": a dead process that nobody has waited for yet still has its number, in state Z.
                var stat = File.ReadAllText($"/proc/{id}/stat");
                return stat[stat.LastIndexOf(')')..] is not [_, _, 'Z' or 'X', ..];
            }

            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or IOException)
        {
            return false;
        }
    }
}
