using System.Globalization;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;

namespace Butler.Functions.Alerts;

/// <summary>A Windows service and how it stands, as the data of <c>sense.service.*</c> tell it.</summary>
internal sealed record ServiceState
{
    public string? Host { get; init; }

    public string? Name { get; init; }

    public string? DisplayName { get; init; }

    /// <summary>What the configuration calls it.</summary>
    public string? FriendlyName { get; init; }

    /// <summary>In Windows's words, such as <c>STOPPED</c>; <c>UNKNOWN</c> where it cannot be read.</summary>
    public required string State { get; init; }

    /// <summary>How it stood before; null where that is not known.</summary>
    public string? Before { get; init; }

    /// <summary>Such as <c>Automatic</c>.</summary>
    public string? StartType { get; init; }

    public string? ExePath { get; init; }

    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>Whether the state changed; a mere reading says no.</summary>
    public bool Changed { get; init; }

    /// <summary>What an event tells of a service; null where it is about none.</summary>
    public static ServiceState? Read(CloudEvent @event)
    {
        if (EventKinds.Find(@event.Type) is not { About: EventThing.Service } kind)
        {
            return null;
        }

        var fields = new EventFields(@event);
        var state = fields.Text("serviceStatus") ?? kind.Effect switch
        {
            EventEffect.Fails => "STOPPED",
            EventEffect.Recovers => "RUNNING",
            _ => "UNKNOWN",
        };
        var subject = @event.Subject?.Split('/') is ["service", var host, var name] ? (Host: host, Name: name) : default;
        return new ServiceState
        {
            Host = fields.Text("host") ?? subject.Host,
            Name = fields.Text("serviceName") ?? subject.Name,
            DisplayName = fields.Text("serviceDisplayName"),
            FriendlyName = fields.Text("serviceFriendlyName"),
            State = state.ToUpper(CultureInfo.InvariantCulture),
            Before = fields.Text("servicePrevStatus"),
            StartType = fields.Text("serviceStartType"),
            ExePath = fields.Text("serviceExePath"),
            Dependencies = fields.Texts("serviceDependencies"),
            Changed = kind.Effect != EventEffect.None,
        };
    }
}
