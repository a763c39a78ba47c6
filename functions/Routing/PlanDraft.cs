using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Plans;
using Butler.Functions.Timers;

namespace Butler.Functions.Routing;

/// <summary>A plan in the making.</summary>
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

    /// <summary>False when something goes to it already.</summary>
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

    /// <summary>Where a route sends an event; sends without a recipient are noted.</summary>
    public IReadOnlyList<Target> Targets(string route, IReadOnlyList<RouteSendOptions> sends, CloudEvent @event, TaskEventData? task)
    {
        var targets = new List<Target>();
        foreach (var send in sends)
        {
            if (EventKinds.IsMetric(@event.Type) && send.Options is { TakesMetrics: false })
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

    /// <summary>A delivery to a target. Its id is made from what it is about, route, channel and recipient.</summary>
    public static PlannedDelivery Delivery(string about, string route, Target target) => new()
    {
        Id = EventIdentity.Hash($"{about}\n{route}\n{target.Channel}\n{target.Recipient}"),
        Route = route,
        Channel = target.Channel,
        Recipient = target.Recipient,
        Fault = target.Fault,
        FailedOpen = target.FailedOpen,
    };

    /// <summary>By what a target is known: an address in other letter case is the same one.</summary>
    public static (string Channel, string? Recipient) Taken(Target target) => (target.Channel, target.Recipient?.ToLowerInvariant());
}
