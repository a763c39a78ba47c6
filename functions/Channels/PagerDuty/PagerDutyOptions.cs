using Butler.Core.Configuration;
using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.PagerDuty;

/// <summary>Triggers and resolves incidents in a service of PagerDuty.</summary>
internal sealed record PagerDutyOptions : ChannelOptions
{
    public static readonly Uri Us = new("https://events.pagerduty.com/v2/enqueue");
    public static readonly Uri Eu = new("https://events.eu.pagerduty.com/v2/enqueue");

    public override string Type => "pagerduty";

    public override bool TakesMetrics => false;

    /// <summary>Secret: the integration key of the service.</summary>
    [Secret]
    public string RoutingKey { get; init; } = "";

    /// <summary>The address, by region unless the configuration has another.</summary>
    public Uri Url { get; init; } = Us;

    /// <summary><c>critical</c>, <c>error</c>, <c>warning</c> or <c>info</c>; null for the one of the event's type.</summary>
    public string? Severity { get; init; }

    protected override string OwnDestination(string? recipient) => Host(Url);
}
