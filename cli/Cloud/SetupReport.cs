namespace Butler.Cli.Cloud;

/// <summary>What was found, what was changed, and whether the app accepts calls.</summary>
internal sealed class SetupReport(SetupWishes wishes)
{
    public SetupWishes Wishes => wishes;

    /// <summary>The webhook's id; null for one that is not created yet.</summary>
    public string? Id { get; set; }

    public string Name { get; set; } = "";

    /// <summary>The level as it is now.</summary>
    public string Level { get; set; } = "";

    /// <summary>The event types as they are now.</summary>
    public IReadOnlyList<string> Events { get; set; } = [];

    public bool IsNew { get; set; }

    public IReadOnlyList<WebhookChange> Changes { get; set; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>The test call; null without one.</summary>
    public TrialResult? Trial { get; set; }

    /// <summary>Qlik Cloud's own calls; null when it does not show them.</summary>
    public DeliveryHistory? History { get; set; }

    /// <summary><c>created</c>, <c>changed</c> or <c>unchanged</c>.</summary>
    public string Outcome => IsNew ? "created" : Changes.Count > 0 ? "changed" : "unchanged";
}
