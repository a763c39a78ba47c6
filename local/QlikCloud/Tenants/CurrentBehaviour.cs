namespace Butler.Local.QlikCloud.Tenants;

/// <summary>The behaviour now; it is replaced as a whole.</summary>
internal sealed class CurrentBehaviour(TenantBehaviour first)
{
    private volatile TenantBehaviour now = first;

    public TenantBehaviour Now
    {
        get => now;
        set => now = value;
    }
}
