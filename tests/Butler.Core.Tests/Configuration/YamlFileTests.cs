using Butler.Core.Configuration;

namespace Butler.Core.Tests.Configuration;

public sealed class YamlFileTests
{
    private static readonly YamlType<Sample> Type = Yaml.Object(keys =>
    {
        return new Sample
        {
            Name = keys.Required("name", Yaml.Text, "what it is called"),
            On = keys.Optional("on", Yaml.OneOrMore(Yaml.Text), [], "what it is for"),
            Every = keys.Optional("every", Yaml.Duration, TimeSpan.Zero, "how often"),
            Url = keys.Optional("url", Yaml.Url(), "where to"),
            Level = keys.Optional("level", Yaml.OneOf("debug", "info", "warning"), "info", "how much"),
            Size = keys.Optional("size", Yaml.Bytes, 0, "how large"),
            Children = keys.Optional("children", Yaml.List(Child!), [], "what is below"),
        };
    });

    private static YamlType<Sample> Child =>
        Yaml.Object(keys => new Sample { Name = keys.Required("name", Yaml.Text, "what it is called") });

    [Fact]
    public void A_good_file_is_read_with_its_defaults()
    {
        var sample = Read("name: a\non: [x, y]\nevery: every 24 hours\nsize: 1GiB");
        sample.Name.ShouldBe("a");
        sample.On.ShouldBe(["x", "y"]);
        sample.Every.ShouldBe(TimeSpan.FromHours(24));
        sample.Size.ShouldBe(1L << 30);
        sample.Level.ShouldBe("info");
    }

    [Fact]
    public void On_is_a_key_like_any_other_and_no_boolean() => Read("name: on\non: on").On.ShouldBe(["on"]);

    [Fact]
    public void A_null_counts_as_absent() => Read("name: a\nurl: null\nevery: ~").Url.ShouldBeNull();

    [Theory]
    [InlineData(
        "name: a\nevrey: 5m",
        "f.yaml:2: evrey: is not a key that is known here (known: name, on, every, url, level, size, children); did you "
            + "mean \"every\"?")]
    [InlineData(
        "name: a\nevery: soon",
        "f.yaml:2: every: is \"soon\", expected a duration such as 30s, 5m, 24h, 7d, PT5M or \"every 24 hours\"")]
    [InlineData("on: x", "f.yaml:1: lacks the key \"name\": what it is called")]
    [InlineData("name: a\nlevel: inf", "f.yaml:2: level: is \"inf\", expected one of debug, info, warning; did you mean \"info\"?")]
    [InlineData(
        "name: ${NOWHERE}",
        "f.yaml:1: name: needs the environment variable NOWHERE, which is not set; set it, or give a default as ${NOWHERE:-...}")]
    [InlineData(
        "name: a\nchildren: [{ name: b }, { nmae: c }]",
        "f.yaml:2: children[1]: lacks the key \"name\": what it is called\nf.yaml:2: children[1].nmae: is not a key that is known here "
            + "(known: name); did you mean \"name\"?")]
    [InlineData("name: [a]", "f.yaml:1: name: is a list, expected text")]
    [InlineData("", "f.yaml: is empty")]
    [InlineData(
        "name: a\nname: b",
        "f.yaml:2:1: is not valid YAML: the key \"name\" stands here a second time (first in line 1); remove one of them")]
    public void A_fault_says_what_where_and_what_was_expected(string text, string expected) =>
        Should.Throw<ConfigurationException>(() => Read(text)).Message.ShouldBe(expected);

    [Fact]
    public void All_faults_are_listed_at_once() =>
        Should.Throw<ConfigurationException>(() => Read("every: x\nlevel: y\nzz: 1")).Faults.Count.ShouldBe(4);

    [Fact]
    public void A_reference_to_Key_Vault_that_Azure_left_is_no_value() =>
        Should.Throw<ConfigurationException>(
            () => Read("name: ${SLACK}", _ => "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/SLACK)"))
            .Message.ShouldBe(
                "f.yaml:1: name: needs the app setting SLACK, which is a Key Vault reference that Azure could not resolve: the secret must "
                + "exist, and the function app's identity needs the role Key Vault Secrets User, which takes minutes to come into force; "
                + "then refresh the references (docs/troubleshooting.md)");

    [Fact]
    public void Environment_values_are_put_into_scalars_after_parsing()
    {
        var sample = Read("name: '${A}: ${B:-fallback} $${C}'", name => name == "A" ? "x: [1" : null);
        sample.Name.ShouldBe("x: [1: fallback ${C}");
    }

    [Fact]
    public void A_secret_from_the_environment_is_in_no_fault() =>
        Should.Throw<ConfigurationException>(() => Read("name: a\nurl: ${HOOK}\nevery: ${HOOK}", _ => "ftp://user:hunter2@x"))
            .Message.ShouldNotContain("hunter2");

    [Fact]
    public void The_schema_comes_from_the_same_declaration() =>
        YamlFile.Schema("sample", Child).ToJsonString().ShouldBe(
            """{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"sample","type":"object","properties":{"name":"""
                + """{"type":"string","description":"what it is called"}},"additionalProperties":false,"required":["name"]}""");

    private static Sample Read(string text, Func<string, string?>? environment = null) =>
        YamlFile.Read("f.yaml", text, Type, environment ?? (_ => null));

    private sealed record Sample
    {
        public string Name { get; init; } = "";

        public IReadOnlyList<string> On { get; init; } = [];

        public TimeSpan Every { get; init; }

        public Uri? Url { get; init; }

        public string Level { get; init; } = "";

        public long Size { get; init; }

        public IReadOnlyList<Sample> Children { get; init; } = [];
    }
}
