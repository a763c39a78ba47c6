using Butler.Core.Configuration;
using Butler.Local.QlikCloud.Events;

namespace Butler.Local.QlikCloud.Tenants;

/// <summary>What differs between tenants and times; the same for all tenants of the simulator.</summary>
internal sealed record TenantBehaviour
{
    /// <summary>For how long a token is good.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(6);

    /// <summary>For how long a started reload is queued.</summary>
    public TimeSpan QueuedTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For how long it then runs.</summary>
    public TimeSpan RunTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The form of events.</summary>
    public QlikEventForm EventForm { get; init; }

    /// <summary>Whether webhooks may call this machine, by http, which Qlik Cloud refuses.</summary>
    public bool AllowLoopbackWebhooks { get; init; }

    /// <summary>Client secrets that are refused.</summary>
    [Secret]
    public IReadOnlyList<string> RefusedSecrets { get; init; } = [];

    /// <summary>API keys that are refused.</summary>
    [Secret]
    public IReadOnlyList<string> RevokedKeys { get; init; } = [];

    public override string ToString() => nameof(TenantBehaviour);
}
