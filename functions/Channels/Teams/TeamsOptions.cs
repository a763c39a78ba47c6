using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.Teams;

/// <summary>Posts to a Teams workflow's webhook.</summary>
internal sealed record TeamsOptions : ChannelOptions
{
    public override string Type => "teams";

    public override bool TakesMetrics => false;

    /// <summary>Secret. Null when a relay sends.</summary>
    public Uri? Url { get; init; }

    protected override string OwnDestination(string? recipient) => Host(Url);
}
