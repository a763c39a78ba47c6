namespace Butler.Functions.Incidents;

/// <summary>A group that has ended.</summary>
/// <param name="Key">The group's partition: its route, its site and the common properties of its members.</param>
/// <param name="Id">The lot's id.</param>
internal sealed record GroupIdentity(string Key, string Id);
