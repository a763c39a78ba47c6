using Butler.Core.Configuration;

namespace Butler.Core.SelfReports;

/// <summary>Reads the section <c>self</c>, which both files have.</summary>
public static class SelfYaml
{
    /// <summary>The section of a program that looks at any time.</summary>
    public static YamlType<SelfOptions> Type { get; } = Section(PingEvery);

    /// <summary>The section of a program that looks once a minute only: <c>heartbeat.every</c> is in whole minutes.</summary>
    public static YamlType<SelfOptions> TypeByMinutes { get; } = Section(PingEveryMinutes);

    private static YamlType<SelfOptions> Section(YamlConvert<TimeSpan, TimeSpan> pingEvery)
    {
        var metrics = Yaml.Object(keys => new SelfMetricsOptions
        {
            Every = keys.Optional(
                "every", Yaml.Duration.Then<TimeSpan>(MetricsEvery), new SelfMetricsOptions().Every, "The interval; 15m when absent"),
        });
        var heartbeat = Yaml.Object(keys => new PingOptions
        {
            Url = keys.Required(
                "url", Yaml.Secret.Then<Uri>(Address), "The address to call, such as https://hc-ping.com/TOKEN. It is a secret"),
            Method = keys.Optional("method", Yaml.OneOf("GET", "POST"), "GET", "GET, or POST with a text that says what is wrong"),
            Every = keys.Optional(
                "every", Yaml.Duration.Then<TimeSpan>(pingEvery), TimeSpan.FromMinutes(1), "The interval; 1m when absent"),
        });
        return Yaml.Object(keys => new SelfOptions
        {
            Metrics = keys.Optional("metrics", metrics, "The event butler.metrics: uptime, memory and counts; absent: off"),
            Heartbeat = keys.Optional(
                "heartbeat", heartbeat, "The calls of a service that alerts when they stop, such as healthchecks.io; absent: off"),
        });
    }

    private static string? MetricsEvery(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromSeconds(10) || value > TimeSpan.FromDays(1) ? "must be from 10s to 1d" : null;

    private static string? PingEvery(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromSeconds(10) || value > TimeSpan.FromHours(1) ? "must be from 10s to 1h" : null;

    private static string? PingEveryMinutes(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromMinutes(1) || value > TimeSpan.FromHours(1) || value.Ticks % TimeSpan.TicksPerMinute != 0
            ? "must be whole minutes from 1m to 1h: the function app looks once a minute"
            : null;

    private static string? Address(string text, out Uri value) =>
        !Uri.TryCreate(text, UriKind.Absolute, out value!) ? "is not an absolute URL such as https://hc-ping.com/TOKEN"
        : value.Scheme != Uri.UriSchemeHttps && !(value.Scheme == Uri.UriSchemeHttp && value.IsLoopback)
            ? "must begin with https://; http:// is possible for this machine only, such as http://127.0.0.1:8000/ping/TOKEN"
        : value.Port == 0 ? "has the port 0, on which nothing can listen"
        : null;
}
