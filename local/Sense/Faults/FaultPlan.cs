namespace Butler.Local.Sense.Faults;

/// <summary>The faults in force; the first that fits a path happens.</summary>
internal sealed class FaultPlan
{
    private readonly Lock gate = new();
    private readonly List<(Fault Fault, int? Left)> faults = [];

    /// <summary>Those still in force.</summary>
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

    /// <summary>The fault that happens to a request; null: none.</summary>
    public Fault? Take(string path)
    {
        lock (gate)
        {
            var index = faults.FindIndex(f => f.Left is null or > 0 && f.Fault.IsFor(path));
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
