using System.Diagnostics;

namespace Butler.RelayAgent.Tests.Hosting;

/// <summary>The relay as a process that is told to stop by a signal.</summary>
public sealed class StartupSignalsTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("butler-stop-").FullName;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_as_soon_as_it_listens_stops_the_relay_in_order(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals");
        var program = Path.Combine(
            AppContext.BaseDirectory, "..", "..", "Butler.RelayAgent", new DirectoryInfo(AppContext.BaseDirectory).Name);
        var start = new ProcessStartInfo(Path.Combine(program, "butler-relay"), ["run"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BUTLER_RELAY_CONFIG"] = Path.Combine(program, "relay.yaml");
        start.Environment["BUTLER_SERVICEBUS"] =
            "Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=a;SharedAccessKey=YQ==;UseDevelopmentEmulator=true";
        start.Environment["BUTLER_RELAY_UDP"] = "127.0.0.1:0";
        start.Environment["BUTLER_RELAY_JOURNAL"] = directory;
        using var relay = Process.Start(start)!;
        try
        {
            (await relay.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))
                .ShouldStartWith("butler-relay is listening on udp=127.0.0.1:");
            using var kill = Process.Start("kill", [$"-{signal}", $"{relay.Id}"]);

            await relay.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
            relay.ExitCode.ShouldBe(0, await relay.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
        finally
        {
            relay.Kill();
        }
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
