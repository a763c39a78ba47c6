namespace Butler.Functions.Storage;

/// <summary>The tables of the product; docs/architecture.md describes them.</summary>
internal static class TableNames
{
    public const string Events = "Events";
    public const string Deliveries = "Deliveries";
    public const string Throttles = "Throttles";
    public const string Incidents = "Incidents";
    public const string Commands = "Commands";
    public const string Due = "Due";
    public const string Relays = "Relays";
    public const string KeyValues = "KeyValues";
    public const string Schedules = "Schedules";
    public const string CloudReloads = "CloudReloads";
    public const string CloudTenants = "CloudTenants";

    /// <summary>The tables whose rows are deleted after the retention.</summary>
    public static readonly string[] Retained = [Events, Deliveries, Throttles, Incidents, Commands, Relays, CloudReloads];
}
