using System.Globalization;
using System.Runtime.InteropServices;

namespace Butler.Functions.Hosting;

/// <summary>
/// Ends this process when the one that started it is gone: a host that dies or is killed leaves its handler behind otherwise, and
/// an orphan would hold its port and go on answering nobody.
/// </summary>
internal static partial class ParentWatch
{
    /// <summary>Not 0, which a host takes for an intended end after which it restarts nothing.</summary>
    private const int ExitCode = 3;

    /// <summary>Watches the process that <c>BUTLER_PARENT_PID</c> names, else (where the system tells) the parent that it has now.</summary>
    public static ITimer? Start(TimeProvider time)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var parent = int.TryParse(Environment.GetEnvironmentVariable("BUTLER_PARENT_PID"), CultureInfo.InvariantCulture, out var named)
            ? named
            : GetParentProcessId();
        return time.CreateTimer(
            _ =>
            {
                if (GetParentProcessId() != parent)
                {
                    Environment.Exit(ExitCode);
                }
            },
            null,
            TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(1));
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParentProcessId();
}
