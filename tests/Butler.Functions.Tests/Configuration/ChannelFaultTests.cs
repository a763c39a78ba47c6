using Butler.Core.Configuration;
using Butler.Functions.Channels.Email;
using Butler.Functions.Channels.Influx;
using Butler.Functions.Channels.NewRelic;
using Butler.Functions.Channels.Webhook;
using Butler.Functions.Configuration;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Configuration;

/// <summary>What would fail at every attempt is a fault of the configuration, and no value is shown.</summary>
public sealed class ChannelFaultTests
{
    private const string Hook = "type: webhook, url: \"https://h.example.com/x\"";
    private const string Influx = "type: influxdb, org: o, bucket: b";

    [Theory]
    [InlineData(
        $"{Hook}, headers: {{ X-Key: \"s3cr3t-å\" }}",
        "channels.a.headers.X-Key: holds a character beyond ASCII (character 8), which a header cannot have")]
    [InlineData(
        $"{Hook}, headers: {{ X-Key: \"s3cr3t\\nX: y\" }}",
        "channels.a.headers.X-Key: holds a line break or another control character, which a header cannot have")]
    [InlineData(
        $"{Hook}, headers: {{ \"X Key\": y }}",
        "channels.a.headers: has \"X Key\", which is not a name that a header can have: letters, digits and hyphens")]
    [InlineData(
        $"{Hook}, headers: {{ Content-Length: \"7\" }}",
        "channels.a.headers: has \"Content-Length\", which is a header of the connection itself and cannot be set")]
    [InlineData(
        $"{Hook}, headers: {{ X-Key: y, x-key: z }}",
        "channels.a.headers: has \"X-Key\" and \"x-key\", which are the same header; remove one")]
    [InlineData(
        $"{Hook}, headers: {{ Content-Type: nonsense }}",
        "channels.a.headers: has a Content-Type that is not a media type such as application/json")]
    [InlineData(
        $"{Hook}, headers: {{ content-type: text/xml }}, contentType: text/xml",
        "channels.a.contentType: is set twice: here and as a header; remove one")]
    [InlineData($"{Hook}, contentType: nonsense", "channels.a.contentType: is not a media type such as application/json or text/xml")]
    [InlineData(
        $"{Hook}, method: GET, headers: {{ Content-Type: text/xml }}",
        "channels.a.headers: has \"Content-Type\", but a request with the method GET has no body; remove it")]
    [InlineData(
        $"{Hook}, sign: {{ secret: s, header: \"X Signature\" }}",
        "channels.a.sign.header: \"X Signature\" is not a name that a header can have: letters, digits and hyphens")]
    [InlineData(
        $"{Hook}, sign: {{ secret: s }}, headers: {{ x-butler-signature: y }}",
        "channels.a.headers: has \"X-Butler-Signature\", which carries the signature; remove it, or name another header in sign")]
    [InlineData(
        "type: webhook, url: \"https://u:s3cr3t@h.example.com/\", headers: { authorization: y }",
        "channels.a.url: holds a user and a password, and so does \"headers\"; remove one")]
    [InlineData("type: slack, url: \"https://h.example.com:0/s3cr3t\"", "channels.a.url: has the port 0, on which nothing can listen")]
    [InlineData(
        $"{Influx}, url: \"https://h.example.com\", token: \"s3cr3t-ö\"",
        "channels.a.token: holds a character beyond ASCII (character 8), which a header cannot have")]
    [InlineData(
        $"{Influx}, url: \"https://u:s3cr3t@h.example.com\", token: t",
        "channels.a.url: holds a user and a password, and so does \"token\"; remove one")]
    [InlineData(
        "type: influxdb, version: 1, database: d, url: \"http://u:s3cr3t@h.example.com\", user: u, password: p",
        "channels.a.url: holds a user and a password, and so does \"user\"; remove one")]
    [InlineData(
        "type: newrelic, accounts: [{ name: A, id: 1, key: \"s3cr3t-漢\" }]",
        "channels.a.accounts[0].key: holds a character beyond ASCII (character 8), which a header cannot have")]
    [InlineData(
        "type: newrelic, accounts: [{ name: A, id: 1, key: k }], headers: { api-key: s3cr3t }",
        "channels.a.headers: has \"api-key\", which is the key of each account; set it in accounts")]
    [InlineData(
        "type: email, provider: sendgrid, apiKey: \"s3cr3t-é\", from: a@example.com, to: b@example.com",
        "channels.a.apiKey: holds a character beyond ASCII (character 8), which a header cannot have")]
    [InlineData(
        "type: email, provider: sendgrid, apiKey: k, sendGridUrl: \"https://u:s3cr3t@h.example.com\", from: a@example.com, "
            + "to: b@example.com",
        "channels.a.sendGridUrl: holds a user and a password, and so does \"apiKey\"; remove one")]
    [InlineData(
        "type: mqtt, topic: t, url: \"mqtt://u:s3cr3t@h.example.com\"",
        "channels.a.url: must be a broker such as mqtt://HOST:1883 or, with TLS, mqtts://HOST:8883, without a user and a path; the login "
            + "goes into user and password")]
    public void What_cannot_be_sent_is_found_beforehand(string channel, string expected)
    {
        var fault = Should.Throw<ConfigurationException>(() => Read(channel)).Faults.ShouldHaveSingleItem().ToString();
        fault.ShouldBe($"butler.yaml:1: {expected}");
        fault.ShouldNotContain("s3cr3t");
    }

    [Fact]
    public void Credentials_in_an_address_alone_are_good()
    {
        ((WebhookOptions)Read("type: webhook, url: \"https://u:p%40@h.example.com/\"")).Url!.UserInfo.ShouldBe("u:p%40");
        ((InfluxOptions)Read("type: influxdb, version: 1, database: d, url: \"http://u:p@h.example.com\"")).Url!.UserInfo.ShouldBe("u:p");
    }

    [Fact]
    public void A_content_type_among_the_headers_decides_what_the_template_is()
    {
        var webhook = (WebhookOptions)Read($"{Hook}, headers: {{ content-type: application/xml }}");
        (webhook.ContentType, webhook.Headers["content-type"]).ShouldBe(("application/xml", "application/xml"));
    }

    [Fact]
    public void New_Relic_takes_headers() =>
        ((NewRelicOptions)Read("type: newrelic, accounts: [{ name: A, id: 1, key: k }], headers: { X-Team: ops }")).Headers["X-Team"]
            .ShouldBe("ops");

    [Theory]
    [InlineData("t0ken\n", "t0ken")]
    [InlineData("t0ken\r\n\r\n", "t0ken")]
    [InlineData(" t0ken ", " t0ken ")]
    public void A_value_of_the_environment_loses_the_line_breaks_at_its_end(string value, string expected) =>
        ((InfluxOptions)YamlFile.Read(
            "butler.yaml", $"channels: {{ a: {{ {Influx}, url: \"https://h.example.com\", token: \"${{TOKEN}}\" }} }}\nroutes: []",
            Reading.Butler.Type, name => name == "TOKEN" ? value : null).Channels["a"])
        .Token.ShouldBe(expected);

    [Fact]
    public void Paths_of_certificates_start_at_the_folder_of_the_configuration()
    {
        var folder = Directory.CreateTempSubdirectory("channels-").FullName;
        try
        {
            var text = """
                channels:
                  hook: { type: webhook, url: "https://h.example.com", ca: certs/ca.pem }
                  flux: { type: influxdb, url: "https://h.example.com", org: o, bucket: b, token: t, ca: ./missing.pem }
                  broker:
                    type: mqtt
                    url: mqtts://h.example.com
                    topic: t
                    certificate: empty.pem
                    key: /nowhere/key.pem
                  mail: { type: email, provider: smtp, smtp: { host: h, ca: ../missing.pem }, from: a@example.com, to: b@example.com }
                routes: [{ name: r, on: "*", send: [{ channel: hook, text: x }] }]
                """;
            var file = Path.Combine(folder, "butler.yaml");
            using var certificates = new Butler.Tests.MailCertificates();
            Directory.CreateDirectory(Path.Combine(folder, "certs"));
            File.Copy(certificates.Ca, Path.Combine(folder, "certs", "ca.pem"));
            File.WriteAllText(Path.Combine(folder, "empty.pem"), "nothing");

            var options = YamlFile.Read(file, text, Reading.Butler.Type, _ => null);
            ((WebhookOptions)options.Channels["hook"]).Ca.ShouldBe(Path.Combine(folder, "certs", "ca.pem"));
            ((WebhookOptions)options.Routes[0].Send[0].Options!).Ca.ShouldBe(Path.Combine(folder, "certs", "ca.pem"));
            ((EmailOptions)options.Channels["mail"]).Smtp!.Ca.ShouldBe(Path.GetFullPath(Path.Combine(folder, "..", "missing.pem")));

            const string Missing = "which does not exist; a relative path starts at the folder of this configuration";
            ChannelFiles.Check("butler.yaml", text, options).Select(f => f.ToString()).ShouldBe(
            [
                $"butler.yaml:3: channels.flux.ca: names the file {Path.Combine(folder, "missing.pem")}, {Missing}",
                $"butler.yaml:8: channels.broker.certificate: names the file {Path.Combine(folder, "empty.pem")}, which holds no "
                    + "certificate in PEM form (-----BEGIN CERTIFICATE-----)",
                $"butler.yaml:9: channels.broker.key: names the file /nowhere/key.pem, {Missing}",
                $"butler.yaml:10: channels.mail.smtp.ca: names the file {Path.GetFullPath(Path.Combine(folder, "..", "missing.pem"))}, "
                    + $"{Missing}",
            ]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_configuration_without_a_folder_leaves_paths_as_they_are() =>
        ((WebhookOptions)YamlFile.Read(
            "https://blobs.example.com/butler.yaml",
            $"channels: {{ a: {{ {Hook}, ca: ca.pem }} }}\nroutes: []",
            Reading.Butler.Type,
            _ => null).Channels["a"]).Ca.ShouldBe("ca.pem");

    private static ChannelOptions Read(string channel) =>
        YamlFile.Read("butler.yaml", $"channels: {{ a: {{ {channel} }} }}\nroutes: []", Reading.Butler.Type, _ => null).Channels["a"];
}
