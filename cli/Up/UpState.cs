using System.Collections.Immutable;
using Butler.Cli.Up.ServiceBus;

namespace Butler.Cli.Up;

/// <summary>How each part of the system is doing, for whoever shows it.</summary>
internal sealed class UpState
{
    private ImmutableList<PartStatus> parts = [];

    /// <summary>Told after each change.</summary>
    public event Action? Changed;

    public ImmutableList<PartStatus> Parts => parts;

    /// <summary>The queues at this moment; none until the emulator runs.</summary>
    public Func<IReadOnlyList<QueueCounts>> Queues { get; set; } = () => [];

    public void Set(string part, string state, int? processId = null, int? restarts = null)
    {
        ImmutableInterlocked.Update(ref parts, all =>
        {
            var known = all.Find(p => p.Name == part);
            var now = new PartStatus(part, state, processId, restarts ?? known?.Restarts ?? 0);
            return known is null ? all.Add(now) : all.Replace(known, now);
        });
        Changed?.Invoke();
    }
}

/// <param name="Name">The part's name, as before its lines of output.</param>
/// <param name="State">One word.</param>
/// <param name="ProcessId">Null when it lives in <c>butler up</c> itself or is not running.</param>
/// <param name="Restarts">How often it had to be started again.</param>
internal sealed record PartStatus(string Name, string State, int? ProcessId, int Restarts);
