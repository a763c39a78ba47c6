namespace Butler.RelayAgent.Identity;

/// <summary>The identity of this relay.</summary>
internal sealed record RelayIdentity
{
    /// <summary>Its name, unique in its site; by default the machine's.</summary>
    public string Name { get; init; } = System.Environment.MachineName;

    /// <summary>The site (a Sense cluster) it serves.</summary>
    public string Site { get; init; } = "default";

    /// <summary>Free text such as <c>prod</c>, on every event.</summary>
    public string? Environment { get; init; }
}
