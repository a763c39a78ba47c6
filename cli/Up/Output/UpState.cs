using System.Collections.Immutable;
using Butler.Local.Processes;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Cli.Up.Output;

/// <summary>The state of each part of the system, for display.</summary>
internal sealed class UpState
{
    private ImmutableList<PartStatus> parts = [];

    /// <summary>Called after each change.</summary>
    public event Action? Changed;

    public ImmutableList<PartStatus> Parts => parts;

    /// <summary>The current queues; empty until the emulator runs.</summary>
    public Func<IReadOnlyList<QueueCounts>> Queues { get; set; } = () => [];

    /// <summary>The current totals; empty until the parts report them.</summary>
    public Func<UpTotals> Totals { get; set; } = () => new UpTotals();

    public void Set(PartStatus status)
    {
        ImmutableInterlocked.Update(
            ref parts, all => all.Find(p => p.Name == status.Name) is { } known ? all.Replace(known, status) : all.Add(status));
        Changed?.Invoke();
    }
}
