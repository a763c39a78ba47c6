using System.Net;
using System.Net.Sockets;
using Butler.RelayAgent.Health;

namespace Butler.RelayAgent.Tests.Windows;

/// <summary>The published Windows program as a real service, through a service control manager that starts, asks and stops it.</summary>
[Collection(nameof(Wine))]
[Trait("Category", "Windows")]
public sealed class WindowsServiceTests(Wine wine)
{
    [Fact]
    public async Task It_is_installed_stopped_started_and_taken_away()
    {
        await using var relay = await WindowsRelay.CreateAsync(wine);
        (await relay.RunAsync("uninstall")).ShouldBe((1, "There is no service butler-relay.\n"));

        var (installed, said) = await relay.RunAsync("install");
        said.ShouldBe($"""
            Added the service butler-relay, which runs: "{Wine.PathOf(Wine.Relay)}" service --config "{Wine.PathOf(relay.At("relay.yaml"))}"
            It runs as NT SERVICE\butler-relay, an account of its own, without a password and without an administrator's rights.
            Granted: run {Wine.PathOf(Wine.Relay)}
            Granted: read {Wine.PathOf(relay.At("relay.yaml"))}
            Granted: read {Wine.PathOf(relay.Directory)}
            Granted: modify {Wine.PathOf(relay.At("journal"))}
            Granted: modify {Wine.PathOf(relay.At("logs"))}
            It starts with Windows, and again 60 s after a failure.
            This Windows does not know a delayed start.
            This Windows does not know a restart after the service has stopped by itself with an error.
            Started it.

            """);
        installed.ShouldBe(0);
        (await relay.ServiceAsync("query")).ShouldContain(" RUNNING\n");
        (await relay.RunAsync("install")).ShouldBe((1, "There is a service butler-relay already; uninstall it first.\n"));
        relay.Send(0, 20);
        await relay.JournaledAsync(20);

        (await relay.ServiceAsync("stop")).ShouldMatch(@" (STOP_PENDING|STOPPED)\n");
        ShouldHaveEnded(await relay.ServiceIsAsync("STOPPED"), 0, 0);
        relay.Log.TrimEnd().ShouldEndWith("The relay has stopped; 20 datagrams wait in the journal for the next start");
        (await relay.RunAsync("status")).ExitCode.ShouldBe(3);

        await relay.StartBusAsync();
        await relay.ServiceAsync("start");
        await relay.ServiceIsAsync("RUNNING");
        relay.Send(20, 20);
        await relay.ForwardedAsync(40);
        (await relay.RunAsync("status")).ExitCode.ShouldBe(0);

        (await relay.RunAsync("uninstall")).ShouldBe(
            (0, "Stopped it.\nRemoved the service butler-relay. Its configuration and journal are kept.\n"));
        (await relay.ServiceAsync("query")).ShouldNotContain("SERVICE_NAME");
        relay.Log.TrimEnd().ShouldEndWith("The relay has stopped; 0 datagrams wait in the journal for the next start");
        (await relay.RunAsync("uninstall")).ShouldBe((1, "There is no service butler-relay.\n"));
    }

    [Fact]
    public async Task It_is_set_up_to_come_back_after_failures_and_to_have_time_when_Windows_shuts_down()
    {
        await using var relay = await WindowsRelay.CreateAsync(wine);
        (await relay.RunAsync("install")).ExitCode.ShouldBe(0);

        var kept = (await wine.RunAsync("reg", "query", @"HKLM\System\CurrentControlSet\Services\butler-relay")).Output;
        var values = kept.Split('\n').Select(line => line.Split("    ", StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts.Length == 3).ToDictionary(parts => parts[0], parts => parts[2]);
        (values["Start"], values["Type"], values["ErrorControl"], values["ObjectName"], values["PreshutdownTimeout"]).ShouldBe(
            ("0x2", "0x10", "0x1", @"NT SERVICE\butler-relay", "0x7530"));
        values["Description"].ShouldBe("Takes Qlik Sense's log events and forwards them to Azure Service Bus.");
        values["DisplayName"].ShouldBe("Butler relay");

        // Wine keeps no recovery actions, but says what it was asked for.
        wine.Said.ShouldContain(line =>
            line.EndsWith("SERVICE_CONFIG_FAILURE_ACTIONS not implemented: period 86400 msg (null) cmd (null)", StringComparison.Ordinal));
        (await relay.RunAsync("uninstall")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task After_a_power_cut_it_starts_with_Windows_and_forwards_what_waited()
    {
        await using var relay = await WindowsRelay.CreateAsync(wine);
        (await relay.RunAsync("install")).ExitCode.ShouldBe(0);
        relay.Send(0, 30);
        await relay.JournaledAsync(30);

        await wine.CutPowerAsync();

        await relay.ServiceIsAsync("RUNNING");
        await relay.StartBusAsync();
        await relay.ForwardedAsync(30);
        (await relay.RunAsync("uninstall")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_service_that_cannot_run_stops_with_its_error_and_install_says_so()
    {
        await using var relay = await WindowsRelay.CreateAsync(wine);
        using (new UdpClient(new IPEndPoint(IPAddress.Loopback, relay.Port)))
        {
            var (exitCode, said) = await relay.RunAsync("install");
            exitCode.ShouldBe(1);
            said.ShouldEndWith("The service ended at once: run \"butler-relay check\", look at its log, and see that NT "
                + "SERVICE\\butler-relay has the rights that are listed above.\n");
            ShouldHaveEnded(await relay.ServiceIsAsync("STOPPED"), 1066, 2);
        }

        await relay.ServiceAsync("start");
        await relay.ServiceIsAsync("RUNNING");
        (await relay.RunAsync("uninstall")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task It_is_copied_to_its_folder_with_its_secret_and_an_upgrade_there_keeps_what_waits()
    {
        await using var relay = await WindowsRelay.CreateAsync(wine);
        var version = RelayStatus.Version;
        var (into, data) = (Wine.PathOf(relay.At("program")), Wine.PathOf(relay.At("data")));
        await File.WriteAllTextAsync(relay.At("secret"), relay.Connection + "\n", TestContext.Current.CancellationToken);
        Task<(int ExitCode, string Output)> RunAsync(string archive, params string[] words) => wine.RunAsync(
            [relay.At($"{archive}/butler-relay.exe"), .. words, "--into", into, "--config", $@"{data}\relay.yaml"]);

        Unpack(relay, "one", "");
        var (installed, said) = await RunAsync("one", "install", "--service-bus", Wine.PathOf(relay.At("secret")));

        installed.ShouldBe(0, said);
        said.Split('\n')[..4].ShouldBe([
            $@"Wrote {data}\relay.yaml",
            $@"Wrote the secrets to {data}\environment",
            $@"Copied version {version} to {into}\butler-relay.exe",
            $@"Added the service butler-relay, which runs: ""{into}\butler-relay.exe"" service --config ""{data}\relay.yaml""",
        ]);
        said.ShouldNotContain("YQ==");
        (await File.ReadAllTextAsync(relay.At("data/environment"), TestContext.Current.CancellationToken))
            .ShouldBe($"BUTLER_SERVICEBUS={relay.Connection}\r\n");
        relay.Send(0, 20);
        await relay.JournaledAsync(20);
        (await RunAsync("one", "install")).ShouldBe((0, $"Version {version} is installed already; nothing was changed.\n"));

        Unpack(relay, "two", "next");
        var (upgraded, told) = await RunAsync("two", "install");

        upgraded.ShouldBe(0, told);
        told.Split('\n')[..2].ShouldBe(["Stopped it.", $@"Copied version {version} to {into}\butler-relay.exe"]);
        told.ShouldEndWith("Started it.\n");
        Directory.GetFiles(relay.At("program")).ShouldBe([relay.At("program/butler-relay.exe")]);
        new FileInfo(relay.At("program/butler-relay.exe")).Length.ShouldBe(new FileInfo(relay.At("two/butler-relay.exe")).Length);
        relay.Send(20, 5);
        await relay.JournaledAsync(25);
        await relay.StartBusAsync();
        await relay.ForwardedAsync(25);

        (await RunAsync("two", "uninstall", "--purge")).ExitCode.ShouldBe(0);
        new[] { "data/relay.yaml", "data/environment", "journal", "program/butler-relay.exe" }
            .Where(name => Path.Exists(relay.At(name))).ShouldBeEmpty();
    }

    /// <summary>An archive's folder. What follows the program's end is never read, so it makes another version of it.</summary>
    private static void Unpack(WindowsRelay relay, string folder, string end)
    {
        Directory.CreateDirectory(relay.At(folder));
        File.Copy(Wine.Relay, relay.At($"{folder}/butler-relay.exe"));
        File.AppendAllText(relay.At($"{folder}/butler-relay.exe"), end);
        File.WriteAllText(
            relay.At($"{folder}/relay.yaml"),
            File.ReadAllText(relay.At("relay.yaml"))
                .Replace(relay.Connection, "${BUTLER_SERVICEBUS}", StringComparison.Ordinal)
                .Replace("directory: journal", $"directory: '{Wine.PathOf(relay.At("journal"))}'", StringComparison.Ordinal)
                .Replace("directory: logs", $"directory: '{Wine.PathOf(relay.At("logs"))}'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_service_manager_starts_it_as_a_service()
    {
        await using var relay = await WindowsRelay.CreateAsync(wine);

        (await relay.RunAsync("service")).ShouldBe(
            (2, "\"service\" is for Windows' service manager; use \"butler-relay install\", or \"run\" in the foreground.\n"));
    }

    private static void ShouldHaveEnded(string query, int exitCode, int ownExitCode)
    {
        query.ShouldContain($"WIN32_EXIT_CODE    : {exitCode} ");
        query.ShouldContain($"SERVICE_EXIT_CODE  : {ownExitCode} ");
        query.ShouldContain("CHECKPOINT         : 0x0\n");
    }
}
