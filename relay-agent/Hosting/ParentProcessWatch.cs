using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace Butler.RelayAgent.Hosting;

/// <summary>Stops the relay when its parent process has ended, so that a killed <c>butler up</c> leaves no process running.</summary>
internal sealed class ParentProcessWatch(int parent, TimeProvider time, IHostApplicationLifetime application) : BackgroundService
{
    /// <summary>The variable that holds the parent's process id.</summary>
    public const string Variable = "BUTLER_PARENT_PID";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>The id in the variable; null when none is set.</summary>
    public static int? ParentIn(string? variable) =>
        int.TryParse(variable, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (IsAlive(parent))
        {
            await timer.WaitForNextTickAsync(stoppingToken);
        }

        application.StopApplication();
    }

    private static bool IsAlive(int id)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // "id (name) state ...": a zombie process still has its id, in state Z.
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
