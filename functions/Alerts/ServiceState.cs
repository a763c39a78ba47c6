using System.Globalization;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;

namespace Butler.Functions.Alerts;

/// <summary>The state of a Windows service, from the data of <c>sense.service.*</c>.</summary>
internal sealed record ServiceState
{
    /// <summary>The start type of a service that starts some time after the others, in Butler's words.</summary>
    public const string DelayedStart = "Automatic (delayed start)";

    public string? Host { get; init; }

    public string? Name { get; init; }

    public string? DisplayName { get; init; }

    /// <summary>The name of the service in the configuration.</summary>
    public string? FriendlyName { get; init; }

    /// <summary>The state in Windows's words, such as <c>STOPPED</c>; <c>UNKNOWN</c> when it cannot be read.</summary>
    public required string State { get; init; }

    /// <summary>The previous state; null when it is unknown.</summary>
    public string? Before { get; init; }

    /// <summary>The start type, such as <c>Automatic</c>.</summary>
    public string? StartType { get; init; }

    public string? ExePath { get; init; }

    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>Windows's exit code; null when it is unknown.</summary>
    public double? ExitCode { get; init; }

    /// <summary>The service's own exit code; null when it is unknown.</summary>
    public double? OwnExitCode { get; init; }

    /// <summary>Whether the state changed; false for a measurement.</summary>
    public bool Changed { get; init; }

    /// <summary>Reads the state from an event; null when it is not about a service.</summary>
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
            StartType = fields.Text("serviceStartType") is var type && type == "Automatic delayed" ? DelayedStart : type,
            ExePath = fields.Text("serviceExePath"),
            Dependencies = fields.Texts("serviceDependencies"),
            ExitCode = fields.Number("win32ExitCode"),
            OwnExitCode = fields.Number("serviceExitCode"),
            Changed = kind.Effect != EventEffect.None,
        };
    }
}
