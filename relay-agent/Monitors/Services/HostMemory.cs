using System.Text.Json.Nodes;
using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.Monitors.Services;

/// <summary>
/// Keeps the state of a host on disk, and raises the events that follow from it. Their ids have the time of the look, so they are on disk
/// before they are raised: after a crash they are raised again under the same ids.
/// </summary>
/// <param name="host">The host's name.</param>
/// <param name="file">The file.</param>
/// <param name="events">Raises events.</param>
internal sealed class HostMemory(string host, MonitorFile<HostState> file, MonitorEvents events)
{
    /// <summary>The time of the last look is on disk at least this often.</summary>
    private static readonly TimeSpan SaveAgain = TimeSpan.FromMinutes(5);

    /// <summary>The state after the last look.</summary>
    public HostState State { get; private set; } = file.Value ?? new HostState();

    /// <summary>Remembers a state and raises the events.</summary>
    /// <exception cref="MonitorException">The journal did not accept an event; <see cref="RaisePlannedAsync"/> raises it again.</exception>
    public Task KeepAsync(HostState next, IReadOnlyList<PlannedEvent> planned)
    {
        State = next with { Planned = planned };
        var saved = file.Value;
        if (saved is null || State.LookedAt - saved.LookedAt >= SaveAgain || !IsSame(saved, State))
        {
            file.Save(State);
        }

        return RaisePlannedAsync();
    }

    /// <summary>Raises the events that are decided and perhaps not in the journal yet.</summary>
    /// <exception cref="MonitorException">The journal did not accept an event.</exception>
    public async Task RaisePlannedAsync()
    {
        if (State.Planned.Count == 0)
        {
            return;
        }

        foreach (var planned in State.Planned)
        {
            await RaiseAsync(planned);
        }

        State = State with { Planned = [] };
        file.Save(State);
    }

    /// <summary>Raises an event that may be lost in a crash, or be raised again.</summary>
    /// <exception cref="MonitorException">The journal did not accept the event.</exception>
    public Task RaiseAsync(PlannedEvent planned) =>
        events.RaiseAsync(planned.Type, planned.Id, planned.Subject, (JsonObject)planned.Data.DeepClone(), host);

    /// <summary>Whether two states differ in nothing but the time of the last look.</summary>
    private static bool IsSame(HostState one, HostState other) =>
        one.Planned.Count + other.Planned.Count == 0 && one.Reach == other.Reach && one.Services.SequenceEqual(other.Services);
}
