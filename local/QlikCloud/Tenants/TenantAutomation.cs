using Butler.Core.Configuration;

namespace Butler.Local.QlikCloud.Tenants;

/// <summary>An automation.</summary>
internal sealed record TenantAutomation
{
    /// <summary>A GUID.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string OwnerId { get; init; }

    public string? SpaceId { get; init; }

    /// <summary>For the run mode <c>triggered</c>; null: the automation runs by hand.</summary>
    [Secret]
    public string? ExecutionToken { get; init; }

    /// <summary>The runs, oldest first.</summary>
    public IReadOnlyList<AutomationRun> Runs { get; init; } = [];

    public override string ToString() => $"{nameof(TenantAutomation)} {Id}";
}

/// <param name="Id">A GUID.</param>
/// <param name="Context">The context, as <c>api</c>, or <c>webhook</c> for a triggered run.</param>
/// <param name="Started">The start, which is also its end.</param>
/// <param name="Inputs">The inputs as JSON; null: none.</param>
internal sealed record AutomationRun(string Id, string Context, DateTimeOffset Started, string? Inputs);
