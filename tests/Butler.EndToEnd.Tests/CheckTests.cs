using Butler.EndToEnd.Tests.Support;

namespace Butler.EndToEnd.Tests;

/// <summary><c>butler check</c> on good and bad files.</summary>
public sealed class CheckTests : IDisposable
{
    private const string Relay =
        "relay: { name: node-1, site: default }\nserviceBus: { connection: 'Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=n;"
            + "SharedAccessKey=a2V5' }\n";

    private readonly string directory = Directory.CreateTempSubdirectory("butler-check-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Good_files_are_good()
    {
        var (exitCode, output) = await ButlerUp.CommandAsync(
            "check",
            "--config", Write("butler.yaml", "channels: { t: { type: console } }\nroutes: [{ name: r, on: '*', send: [{ channel: t }] }]"),
            "--relay-config", Write("relay.yaml", Relay));
        exitCode.ShouldBe(0, output);
        output.ShouldContain("butler.yaml is good: 1 routes, 1 channels");
        output.ShouldContain("The configuration of relay node-1 of site default is valid.");
    }

    [Fact]
    public async Task The_faults_of_both_files_and_of_the_templates_are_listed_at_once()
    {
        var (exitCode, output) = await ButlerUp.CommandAsync(
            "check",
            "--config", Write("butler.yaml", "channels: { t: { type: webhook, url: 'https://x', text: '{{#if x}}' } }\nroutes: [{ name: r, "
                + "on: '*', send: [{ channel: t }] }]"),
            "--relay-config", Write("relay.yaml", Relay + "udpp: {}\n"));
        exitCode.ShouldBe(2);
        output.ShouldContain("butler.yaml:1: channels.t.text:");
        output.ShouldContain("relay.yaml:3: udpp: is not a key that is known here");
    }

    [Fact]
    public async Task With_nothing_to_check_it_says_what_to_name()
    {
        var (exitCode, output) = await ButlerUp.CommandAsync("check");
        (exitCode, output.Trim()).ShouldBe(
            (2, "butler check: name what to check: --config butler.yaml, --relay-config relay.yaml, or both"));
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(directory, name);
        File.WriteAllText(file, text);
        return file;
    }
}
