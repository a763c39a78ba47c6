using System.Text;
using System.Text.Json.Nodes;
using Butler.Cli.Send;
using Butler.Core.Webhooks;

namespace Butler.Tests.Send;

/// <summary><c>butler send cloud.reload.*</c> calls the webhook as Qlik Cloud does.</summary>
public sealed class CloudCallTests : IDisposable
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("butler-cloud-");
    private int status = 202;

    [Theory]
    [InlineData("cloud.reload.failed", "FAILED", "No connection")]
    [InlineData("Cloud.Reload.Canceled", "CANCELED", null)]
    [InlineData("cloud.reload.succeeded", "SUCCEEDED", null)]
    public async Task It_signs_and_posts_the_end_of_a_reload(string type, string expectedStatus, string? message)
    {
        using var sink = new HttpSink(_ => status);
        var (code, output, error) = await RunAsync(
            Secret, type, "--tenant", "acme", "--url", Root(sink), "--app-id", "a1", "--message", "No connection", "--count", "2");

        (code, error).ShouldBe((0, ""));
        sink.Requests.Count.ShouldBe(2);
        foreach (var request in sink.Requests)
        {
            var data = JsonNode.Parse(request.Body)!["data"]!;
            ((string?)data["appId"], (string?)data["status"], (string?)data["errorMessage"]).ShouldBe(("a1", expectedStatus, message));
            request.Headers["Qlik-Signature"].ShouldBe(QlikSignature.Sign(Encoding.UTF8.GetBytes(request.Body), Secret));
            output.ShouldContain($"{Root(sink)}/api/webhooks/qlik-cloud/acme accepted {type.ToLowerInvariant()} of reload {data["id"]}");
        }
    }

    [Fact]
    public async Task A_refusal_is_told_with_what_to_do()
    {
        using var sink = new HttpSink(_ => status);
        status = 401;

        (await RunAsync(Secret, "cloud.reload.failed", "--tenant", "acme", "--url", Root(sink) + "/api/")).ShouldBe(
            (1, "", $"butler send: {Root(sink)}/api/webhooks/qlik-cloud/acme answered 401. The tenant's name or secret differs from "
                + "qlikCloud.tenants in butler.yaml (QLIK_WEBHOOK_SECRET, --secret-file, --tenant)" + Environment.NewLine));
    }

    [Fact]
    public async Task The_secret_may_be_in_a_file()
    {
        using var sink = new HttpSink(_ => status);
        var file = Path.Combine(folder.FullName, "secret");
        await File.WriteAllTextAsync(file, Secret + "\r\n", TestContext.Current.CancellationToken);

        var (code, _, error) = await RunAsync(
            null, "cloud.reload.failed", "--tenant", "acme", "--url", Root(sink), "--secret-file", file);

        (code, error).ShouldBe((0, ""));
        sink.Requests.Single().Headers["Qlik-Signature"]
            .ShouldBe(QlikSignature.Sign(Encoding.UTF8.GetBytes(sink.Requests[0].Body), Secret));
    }

    [Theory]
    [InlineData(null, "the webhook's secret is missing: set QLIK_WEBHOOK_SECRET, or name a file with --secret-file", "--tenant", "acme")]
    [InlineData("s", "say whose event it is: --tenant NAME, as in qlikCloud.tenants")]
    [InlineData(
        "s", "--url 'nowhere' is not an address: expected one like https://NAME.azurewebsites.net", "--tenant", "a", "--url", "nowhere")]
    [InlineData("s", "--to is for events of Qlik Sense; Qlik Cloud's have --app-id, --message and --count", "--tenant", "a", "--to", "x:1")]
    [InlineData("s", "--count '0' is not a number from 1 to 2147483647", "--tenant", "a", "--count", "0")]
    public async Task Bad_input_is_told(string? secret, string expected, params string[] arguments) =>
        (await RunAsync(secret, ["cloud.reload.failed", .. arguments])).ShouldBe((2, "", $"butler send: {expected}{Environment.NewLine}"));

    [Fact]
    public async Task An_unknown_type_and_a_stray_option_are_told()
    {
        (await RunAsync("s", "cloud.reload.exploded", "--tenant", "a")).Error.ShouldBe(
            "butler send: there is no type 'cloud.reload.exploded': expected one of cloud.reload.failed, cloud.reload.canceled, "
            + "cloud.reload.succeeded" + Environment.NewLine);
        (await RunAsync("s", "sense.reload.failed", "--tenant", "a")).Error.ShouldBe(
            "butler send: --tenant is for Qlik Cloud's events only: cloud.reload.failed, cloud.reload.canceled, cloud.reload.succeeded"
            + Environment.NewLine);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static string Root(HttpSink sink) => sink.Url.GetLeftPart(UriPartial.Authority);

    private async Task<(int Code, string Output, string Error)> RunAsync(string? secret, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await SendCommand.Create(TimeProvider.System, name => name == "QLIK_WEBHOOK_SECRET" ? secret : null)
            .Parse([.. arguments, "--data", folder.FullName])
            .InvokeAsync(new() { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
