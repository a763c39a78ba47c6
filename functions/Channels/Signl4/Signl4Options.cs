using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.Signl4;

/// <summary>Opens and closes incidents in Signl4.</summary>
internal sealed record Signl4Options : ChannelOptions
{
    public override string Type => "signl4";

    public override bool TakesMetrics => false;

    /// <summary>Secret: the address, which holds the team's key. Null when a relay sends.</summary>
    public Uri? Url { get; init; }

    /// <summary>The service that the alert belongs to.</summary>
    public string? Service { get; init; }

    /// <summary>Signl4's severity, as Butler sent it.</summary>
    public int Severity { get; init; } = 99;

    protected override string OwnDestination(string? recipient) => Host(Url);
}
