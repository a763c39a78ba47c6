namespace Butler.Local.QlikCloud.Tenants;

/// <summary>A tenant of Qlik Cloud, in memory.</summary>
internal sealed class Tenant(string name)
{
    // A burst of failures must not fill the memory with logs.
    private const int MaxReloads = 2500;
    private const int MaxDeliveries = 2500;

    /// <summary>The name: the first segment of its addresses.</summary>
    public string Name => name;

    /// <summary>32 letters and digits.</summary>
    public string Id { get; } = TenantIds.Short($"tenant/{name}") + "_Tenant1";

    public Shelf<TenantUser> Users { get; } = new(user => user.Id);

    public Shelf<TenantSpace> Spaces { get; } = new(space => space.Id);

    public Shelf<TenantApp> Apps { get; } = new(app => app.Id);

    public Shelf<TenantAutomation> Automations { get; } = new(automation => automation.Id);

    public Shelf<TenantReload> Reloads { get; } = new(reload => reload.Id, MaxReloads);

    /// <summary>All reloads, the latest first.</summary>
    public IEnumerable<TenantReload> NewestReloads => Reloads.All.Reverse().OrderByDescending(reload => reload.Created);

    public Shelf<TenantWebhook> Webhooks { get; } = new(webhook => webhook.Id);

    public Shelf<WebhookDelivery> Deliveries { get; } = new(delivery => delivery.Id, MaxDeliveries);

    /// <summary>Limits the number of webhooks: only one is created at a time.</summary>
    public Lock WebhookGate { get; } = new();
}
