using Butler.Core.Configuration;

namespace Butler.Core.Tests.Configuration;

/// <summary>A file is shown by the types of its keys: what no type has read as harmless is hidden.</summary>
public sealed class ShownYamlTests
{
    private static readonly YamlType<int> Type = Yaml.Object(keys =>
    {
        keys.Optional("name", Yaml.Text, "A text.");
        keys.Optional("password", Yaml.Secret, "A secret.");
        keys.Optional("token", Yaml.Secret.Then((string text, out int length) => (length = text.Length) < 0 ? "" : null), "A secret.");
        keys.Optional("headers", Yaml.Map(Yaml.Secret), "Secrets by name.");
        keys.Optional("list", Yaml.OneOrMore(Yaml.Text), "Texts.");
        keys.Optional("secrets", Yaml.OneOrMore(Yaml.Secret), "Secrets.");
        keys.Optional("url", Yaml.Url("https", "mqtt"), "An address.");
        keys.Optional("page", Yaml.PublicUrl(), "A page.");
        keys.Optional("count", Yaml.Int(0, 9), "A number.");
        keys.Optional("unread", new YamlType<string>(
            static (YamlAt _, out string value) =>
            {
                value = "";
                return true;
            },
            () => []), "A value that its type does not look at.");
        return 0;
    });

    [Theory]
    [InlineData("name: Ops # s3cr3t", "name: Ops\n")]
    [InlineData("name: \"a: b\"", "name: \"a: b\"\n")]
    [InlineData("password: s3cr3t", "password: (hidden)\n")]
    [InlineData("password: 's3cr3t'", "password: '(hidden)'\n")]
    [InlineData("password: |\n  s3cr3t\n  s3cr3t\n", "password: |-\n  (hidden)\n")]
    [InlineData("token: s3cr3t", "token: (hidden)\n")]
    [InlineData("headers: { Authorization: Bearer s3cr3t }", "headers: {Authorization: (hidden)}\n")]
    [InlineData("list: [a, b]", "list: [a, b]\n")]
    [InlineData("list: a", "list: a\n")]
    [InlineData("secrets: [s3cr3t, s3cr3t]", "secrets: [(hidden), (hidden)]\n")]
    [InlineData("count: 5", "count: 5\n")]
    [InlineData("name:\ncount: null\n", "name: ~\ncount: null\n")]
    [InlineData("unread: s3cr3t", "unread: (hidden)\n")]
    [InlineData("name: &a Ops\npassword: s3cr3t\nlist: [*a]", "name: Ops\npassword: (hidden)\nlist: [Ops]\n")]
    [InlineData("password: &a s3cr3t\nlist: [*a]", "password: (hidden)\nlist: [(hidden)]\n")]
    [InlineData("url: https://example.com", "url: https://example.com\n")]
    [InlineData("url: https://example.com:8443/", "url: https://example.com:8443/\n")]
    [InlineData("url: mqtt://[::1]:1883", "url: mqtt://[::1]:1883\n")]
    [InlineData("url: https://example.com/hook/s3cr3t", "url: https://example.com/(hidden)\n")]
    [InlineData("url: https://example.com?code=s3cr3t", "url: (hidden)\n")]
    [InlineData("url: https://user:s3cr3t@example.com/x", "url: (hidden)\n")]
    [InlineData("page: https://example.com/qmc?x=1#a", "page: https://example.com/qmc?x=1#a\n")]
    public void A_value_is_shown_by_its_type(string text, string shown) => Show(text).Text.ShouldBe(shown);

    [Theory]
    [InlineData("password: \"${PASSWORD}\"", "password: \"${PASSWORD}\"\n")]
    [InlineData("password: \"${PASSWORD:-s3cr3t}\"", "password: \"(hidden)\"\n")]
    [InlineData("password: \"$${PASSWORD}\"", "password: \"(hidden)\"\n")]
    [InlineData("password: \"a${PASSWORD}\"", "password: \"(hidden)\"\n")]
    [InlineData("url: \"${URL}\"", "url: \"${URL}\"\n")]
    [InlineData("url: \"https://example.com/${PASSWORD}\"", "url: \"https://example.com/(hidden)\"\n")]
    [InlineData("name: \"${PASSWORD}\"", "name: \"${PASSWORD}\"\n")]
    [InlineData("name: \"${NONE:-Ops}\"", "name: \"${NONE:-Ops}\"\n")]
    public void A_variable_is_shown_by_its_name(string text, string shown) => Show(text).Text.ShouldBe(shown);

    [Fact]
    public void A_long_text_stays_on_its_line()
    {
        var text = "name: " + string.Join(' ', Enumerable.Repeat("word", 100)) + "\n";
        Show(text).Text.ShouldBe(text);
    }

    [Fact]
    public void The_same_is_there_as_JSON() =>
        Show("name: Ops\npassword: s3cr3t\nheaders: { A: s3cr3t }\nlist: [\"null\"]\ncount: ~\n")
            .ToJson()!.ToJsonString().ShouldBe(
                """{"name":"Ops","password":"(hidden)","headers":{"A":"(hidden)"},"list":["null"],"count":null}""");

    [Fact]
    public void A_faulty_file_is_not_shown() => Should.Throw<ConfigurationException>(() => Show("password: s3cr3t\npasword: s3cr3t\n"))
        .Message.ShouldNotContain("s3cr3t");

    private static ShownYaml Show(string text) => YamlFile.Show(
        "f.yaml", text, Type, name => name switch { "PASSWORD" => "s3cr3t", "URL" => "https://example.com/s3cr3t", _ => null });
}
