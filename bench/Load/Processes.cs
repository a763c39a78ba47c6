using System.Diagnostics;
using System.Globalization;

namespace Butler.Benchmarks.Load;

/// <summary>What the kernel says of a process (Linux).</summary>
internal static class Processes
{
    private const double TicksPerSecond = 100;

    /// <summary>Processor time so far, user and system, in seconds.</summary>
    public static double CpuSeconds(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var (user, system) = (fields[11], fields[12]);
        return (long.Parse(user, CultureInfo.InvariantCulture) + long.Parse(system, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Resident memory, in MB.</summary>
    public static double ResidentMegabytes(int pid) => Status(pid, "VmRSS:");

    /// <summary>The most that was ever resident, in MB.</summary>
    public static double PeakMegabytes(int pid) => Status(pid, "VmHWM:");

    public static Process Start(
        string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, Action<string> line)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, e) => line(e.Data ?? "");
        process.ErrorDataReceived += (_, e) => line(e.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static double Status(int pid, string key) => double.Parse(
        File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith(key, StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;
}
