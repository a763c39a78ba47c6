using System.Globalization;
using System.Runtime.InteropServices;

namespace Butler.Functions.Hosting;

/// <summary>
/// Ends this process when its parent process has ended. A host that stops or is killed otherwise leaves its handler running, which would
/// keep its port in use.
/// </summary>
internal static partial class ParentWatch
{
    /// <summary>The exit code: not 0, which a host treats as an intended end without a restart.</summary>
    private const int ExitCode = 3;

    /// <summary>Watches the process in <c>BUTLER_PARENT_PID</c>, or else the current parent process, if the system provides it.</summary>
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
