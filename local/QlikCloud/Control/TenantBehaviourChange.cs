using Butler.Core.Configuration;
using Butler.Local.QlikCloud.Events;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Control;

/// <summary>The body of <c>PATCH /control/behaviour</c>; missing values do not change.</summary>
internal sealed record TenantBehaviourChange
{
    public TimeSpan? TokenLifetime { get; init; }

    public TimeSpan? QueuedTime { get; init; }

    public TimeSpan? RunTime { get; init; }

    public QlikEventForm? EventForm { get; init; }

    public bool? AllowLoopbackWebhooks { get; init; }

    [Secret]
    public IReadOnlyList<string>? RefusedSecrets { get; init; }

    [Secret]
    public IReadOnlyList<string>? RevokedKeys { get; init; }

    public TenantBehaviour Apply(TenantBehaviour behaviour) => behaviour with
    {
        TokenLifetime = TokenLifetime ?? behaviour.TokenLifetime,
        QueuedTime = QueuedTime ?? behaviour.QueuedTime,
        RunTime = RunTime ?? behaviour.RunTime,
        EventForm = EventForm ?? behaviour.EventForm,
        AllowLoopbackWebhooks = AllowLoopbackWebhooks ?? behaviour.AllowLoopbackWebhooks,
        RefusedSecrets = RefusedSecrets ?? behaviour.RefusedSecrets,
        RevokedKeys = RevokedKeys ?? behaviour.RevokedKeys,
    };

    public override string ToString() => nameof(TenantBehaviourChange);
}
