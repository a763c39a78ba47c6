using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.Slack;

/// <summary>Posts to a Slack incoming webhook.</summary>
internal sealed record SlackOptions : ChannelOptions
{
    public override string Type => "slack";

    public override bool TakesMetrics => false;

    /// <summary>Secret. Null when a relay sends.</summary>
    public Uri? Url { get; init; }

    public string? Channel { get; init; }

    public string? Username { get; init; }

    public string? Icon { get; init; }

    /// <summary>
    /// The mentions: <c>here</c>, <c>channel</c>, <c>everyone</c>, a member id such as <c>U012AB3CD</c> or a group id such as
    /// <c>S012AB3CD</c>.
    /// </summary>
    public IReadOnlyList<string> Mention { get; init; } = [];

    protected override string OwnDestination(string? recipient) => Host(Url);
}
