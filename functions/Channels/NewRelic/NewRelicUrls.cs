namespace Butler.Functions.Channels.NewRelic;

/// <summary>The addresses for events, log lines and metrics.</summary>
/// <param name="Event">The address without <c>/v1/accounts/...</c>.</param>
/// <param name="Log">The whole address.</param>
/// <param name="Metric">The whole address.</param>
internal sealed record NewRelicUrls(Uri Event, Uri Log, Uri Metric)
{
    public static NewRelicUrls Us { get; } = new(
        new("https://insights-collector.newrelic.com"), new("https://log-api.newrelic.com/log/v1"),
        new("https://metric-api.newrelic.com/metric/v1"));

    public static NewRelicUrls Eu { get; } = new(
        new("https://insights-collector.eu01.nr-data.net"), new("https://log-api.eu.newrelic.com/log/v1"),
        new("https://metric-api.eu.newrelic.com/metric/v1"));
}
