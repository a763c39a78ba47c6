using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Plans;
using Butler.Functions.Timers;

namespace Butler.Functions.Routing;

/// <summary>A plan under construction.</summary>
internal sealed class PlanDraft
{
    private readonly HashSet<(string Channel, string? Recipient)> taken = [];

    public List<PlannedDelivery> Deliveries { get; } = [];

    public List<string> HeldBack { get; } = [];

    public List<string> Muted { get; } = [];

    public List<string> NoRecipient { get; } = [];

    public List<string> Resolves { get; } = [];

    public List<GroupJoin> Groups { get; } = [];

    public List<WakeUp> Wakes { get; } = [];

    public bool IsTaken(Target target) => taken.Contains(Taken(target));

    /// <summary>Reserves a target; returns false when another alert already goes to it.</summary>
    public bool Take(Target target) => taken.Add(Taken(target));

    public Plan Plan(IReadOnlyList<string> routes) => new()
    {
        Routes = [.. Resolves.Concat(routes).Distinct()],
        Deliveries = Deliveries,
        HeldBack = HeldBack,
        Muted = Muted,
        NoRecipient = [.. NoRecipient.Distinct()],
        Groups = Groups,
        Wakes = Wakes,
    };

    /// <summary>The targets of a route for an event; sends without a recipient are recorded.</summary>
    public IReadOnlyList<Target> Targets(string route, IReadOnlyList<RouteSendOptions> sends, CloudEvent @event, TaskEventData? task)
    {
        var targets = new List<Target>();
        foreach (var send in sends)
        {
            if (EventKinds.IsMetric(@event) && send.Options is { TakesMetrics: false })
            {
                continue;
            }

            var some = Recipients.Of(send, @event, task);
            targets.AddRange(some);
            if (some.Count == 0)
            {
                NoRecipient.Add($"{route}/{send.Channel}");
            }
        }

        return targets;
    }

    /// <summary>Creates a delivery to a target. Its id is derived from the event or group, route, channel and recipient.</summary>
    public static PlannedDelivery Delivery(string about, string route, Target target) => new()
    {
        Id = EventIdentity.Hash($"{about}\n{route}\n{target.Channel}\n{target.Recipient}"),
        Route = route,
        Channel = target.Channel,
        Recipient = target.Recipient,
        Fault = target.Fault,
        FailedOpen = target.FailedOpen,
    };

    /// <summary>The identity of a target; the case of an address does not matter.</summary>
    public static (string Channel, string? Recipient) Taken(Target target) => (target.Channel, target.Recipient?.ToLowerInvariant());
}
