using System.Diagnostics;

namespace Butler.Core.SelfReports;

/// <summary>The memory of this process, in bytes.</summary>
/// <param name="HeapUsed">What objects take.</param>
/// <param name="HeapTotal">What is set aside for objects; at least <paramref name="HeapUsed"/>.</param>
/// <param name="External">Private memory in RAM beside the heap: threads, compiled code and what libraries take.</param>
/// <param name="Total">The memory that the process holds in RAM.</param>
public sealed record ProcessMemory(long HeapUsed, long HeapTotal, long External, long Total)
{
    /// <summary>Reads the current values.</summary>
    public static ProcessMemory Read()
    {
        using var process = Process.GetCurrentProcess();
        var used = GC.GetTotalMemory(forceFullCollection: false);

        // Before the first collection the runtime has not counted what is committed.
        var total = Math.Max(used, GC.GetGCMemoryInfo().TotalCommittedBytes);
        var inRam = Environment.WorkingSet;

        // On Linux the private memory includes what is reserved only.
        return new ProcessMemory(used, total, Math.Max(0, Math.Min(process.PrivateMemorySize64, inRam) - total), inRam);
    }
}
