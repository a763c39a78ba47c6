namespace Butler.Local.Faults;

/// <summary>The active faults; the first match applies.</summary>
internal sealed class FaultPlan
{
    private readonly Lock gate = new();
    private readonly List<(Fault Fault, int? Left)> faults = [];

    /// <summary>The active faults.</summary>
    public IReadOnlyList<Fault> All
    {
        get
        {
            lock (gate)
            {
                return [.. faults.Select(f => f.Fault with { Times = f.Left })];
            }
        }
    }

    public void Add(Fault fault)
    {
        lock (gate)
        {
            faults.Add((fault, fault.Times));
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            faults.Clear();
        }
    }

    /// <summary>The fault for a request; null for none.</summary>
    public Fault? Take(string path, string? method = null)
    {
        lock (gate)
        {
            var index = faults.FindIndex(f => f.Left is null or > 0 && f.Fault.IsFor(path, method));
            if (index < 0)
            {
                return null;
            }

            var (fault, left) = faults[index];
            if (left == 1)
            {
                faults.RemoveAt(index);
            }
            else
            {
                faults[index] = (fault, left - 1);
            }

            return fault;
        }
    }
}
