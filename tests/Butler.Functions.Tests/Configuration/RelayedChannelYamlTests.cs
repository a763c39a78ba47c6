using Butler.Core.Configuration;
using Butler.Functions.Configuration;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Configuration;

public sealed class RelayedChannelYamlTests
{
    [Theory]
    [InlineData("{ type: mqtt, via: relay, destination: d, topic: t }")]
    [InlineData("{ type: mqtt, via: relay, destination: d, preset: butler, topics: { taskFailureTopic: a/b, taskAbortedTopic: none } }")]
    [InlineData("{ type: influxdb, via: relay, destination: d, tags: { env: prod } }")]
    [InlineData("{ type: signl4, via: relay, destination: d, severity: 1 }")]
    [InlineData("{ type: file, via: relay, destination: d, fileName: x }")]
    [InlineData("{ type: webhook, via: relay, destination: d, sign: { secret: s } }")]
    [InlineData("{ type: slack, via: relay, destination: d }")]
    public void A_relay_sends_any_kind_of_message(string channel) => Read(channel).RelayDestination.ShouldBe("d");

    [Theory]
    [InlineData(
        "{ type: webhook, via: relay, destination: d, headers: { X: y } }",
        "channels.a.headers: belongs in the relay's own file when a relay sends; remove the key here")]
    [InlineData(
        "{ type: webhook, via: relay, destination: d, url: \"https://x.example.com\" }",
        "channels.a.url: belongs in the relay's own file when a relay sends; remove the key here")]
    [InlineData(
        "{ type: mqtt, via: relay, destination: d, topic: t, password: p }",
        "channels.a.password: belongs in the relay's own file when a relay sends; remove the key here")]
    [InlineData(
        "{ type: influxdb, via: relay, destination: d, token: p }",
        "channels.a.token: belongs in the relay's own file when a relay sends; remove the key here")]
    [InlineData(
        "{ type: console, via: relay, destination: d }",
        "channels.a.via: is not possible for console: it prints where the function app runs")]
    [InlineData("{ type: mqtt, url: \"mqtt://b.example.com\", preset: butler, topics: { taskFailTopic: x } }", "did you mean")]
    public void What_would_do_nothing_is_refused(string channel, string problem) =>
        Should.Throw<ConfigurationException>(() => Read(channel)).Message.ShouldContain(problem, Case.Insensitive);

    private static ChannelOptions Read(string channel) => YamlFile.Read(
        "butler.yaml", $"channels: {{ a: {channel} }}\nroutes: [{{ name: r, on: \"*\", send: [{{ channel: a }}] }}]",
        Reading.Butler.Type, _ => null).Channels["a"];
}
