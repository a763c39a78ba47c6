using Butler.Core.Configuration;
using Butler.Core.SelfReports;

namespace Butler.Core.Tests.SelfReports;

public sealed class SelfYamlTests
{
    [Fact]
    public void Every_key_is_read()
    {
        var self = Read("{ metrics: { every: 30s }, heartbeat: { url: 'https://hc.example.com/t0ken?x=1', method: POST, every: 90s } }");
        self.Metrics.ShouldBe(new SelfMetricsOptions { Every = TimeSpan.FromSeconds(30) });
        self.Heartbeat.ShouldBe(new PingOptions
        {
            Url = new Uri("https://hc.example.com/t0ken?x=1"),
            Method = "POST",
            Every = TimeSpan.FromSeconds(90),
        });
    }

    [Fact]
    public void Each_report_is_off_without_its_key_and_has_defaults_without_others()
    {
        Read("{}").ShouldBe(new SelfOptions());
        Read("{ metrics: {}, heartbeat: { url: 'http://127.0.0.1:8000/x' } }").ShouldBe(new SelfOptions
        {
            Metrics = new SelfMetricsOptions { Every = TimeSpan.FromMinutes(15) },
            Heartbeat = new PingOptions { Url = new Uri("http://127.0.0.1:8000/x"), Method = "GET", Every = TimeSpan.FromMinutes(1) },
        });
    }

    [Theory]
    [InlineData("{ metrics: { every: 5s } }", "self.metrics.every: must be from 10s to 1d")]
    [InlineData("{ metrics: { every: 25h } }", "self.metrics.every: must be from 10s to 1d")]
    [InlineData("{ heartbeat: {} }", "self.heartbeat: lacks the key \"url\"")]
    [InlineData("{ heartbeat: { url: 't0ken' } }", "self.heartbeat.url: is not an absolute URL such as https://hc-ping.com/TOKEN")]
    [InlineData(
        "{ heartbeat: { url: 'http://hc.example.com/t0ken' } }",
        "self.heartbeat.url: must begin with https://; http:// is possible for this machine only, such as "
            + "http://127.0.0.1:8000/ping/TOKEN")]
    [InlineData(
        "{ heartbeat: { url: 'https://hc.example.com:0/t0ken' } }",
        "self.heartbeat.url: has the port 0, on which nothing can listen")]
    [InlineData(
        "{ heartbeat: { url: 'https://h/t0ken', method: PUT } }", "self.heartbeat.method: is \"PUT\", expected one of GET, POST")]
    [InlineData("{ heartbeat: { url: 'https://h/t0ken', every: 2h } }", "self.heartbeat.every: must be from 10s to 1h")]
    public void A_faulty_value_is_named_without_the_token(string self, string fault)
    {
        var said = Should.Throw<ConfigurationException>(() => Read(self)).Faults.ShouldHaveSingleItem().ToString();
        said.ShouldContain(fault);
        said.ShouldNotContain("t0ken");
    }

    [Theory]
    [InlineData("30s")]
    [InlineData("90s")]
    [InlineData("2h")]
    public void The_function_app_looks_once_a_minute(string every) =>
        Should.Throw<ConfigurationException>(
                () => Read($"{{ heartbeat: {{ url: 'https://h/x', every: {every} }} }}", SelfYaml.TypeByMinutes))
            .Faults.ShouldHaveSingleItem().ToString()
            .ShouldEndWith("self.heartbeat.every: must be whole minutes from 1m to 1h: the function app looks once a minute");

    [Fact]
    public void The_address_is_hidden_where_the_file_is_shown() =>
        YamlFile.Show("a.yaml", "self: { heartbeat: { url: 'https://h/t0ken' } }\n", File(SelfYaml.Type), _ => null).ToString()
            .ShouldNotContain("t0ken");

    private static SelfOptions Read(string self, YamlType<SelfOptions>? type = null) =>
        YamlFile.Read("a.yaml", $"self: {self}\n", File(type ?? SelfYaml.Type), _ => null);

    private static YamlType<SelfOptions> File(YamlType<SelfOptions> type) =>
        Yaml.Object(keys => keys.Optional("self", type, new SelfOptions(), "Self"));
}
