using Butler.Core.Configuration;

namespace Butler.Cli.Cloud;

/// <summary>What the webhook should be.</summary>
internal sealed record SetupWishes
{
    public required string Tenant { get; init; }

    [Secret]
    public required Uri Address { get; init; }

    [Secret]
    public required string Secret { get; init; }

    /// <summary>The event types; empty for the standard ones.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary><c>tenant</c> or <c>user</c>; null: that of the webhook, or <c>tenant</c> for a new one.</summary>
    public string? Level { get; init; }

    /// <summary>Whether nothing is changed.</summary>
    public bool IsDryRun { get; init; }

    public override string ToString() => $"{nameof(SetupWishes)} {Tenant}";
}
