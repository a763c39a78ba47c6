using System.Text;

namespace Butler.EndToEnd.Tests.Packages;

/// <summary>The archive's <c>install.sh</c>, from the first installation to the last file removed.</summary>
public sealed class InstallScriptTests(BuiltPackages packages) : IClassFixture<BuiltPackages>
{
    private const string Secret = "hunter2hunter2";

    private const string Connection =
        $"Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=a;SharedAccessKey={Secret};UseDevelopmentEmulator=true";

    [Fact]
    public async Task It_installs_once_and_a_second_run_changes_nothing()
    {
        using var system = new InstalledRelay();
        var folder = await PrepareAsync(system, "one");

        var (exitCode, output) = await system.RunAsync(folder, Connection, "--service-bus", "-");

        var version = Path.GetFileName(packages.Relay).Split('-')[2];
        (exitCode, output).ShouldBe((0, $"""
            Made the user butler-relay
            Made /etc/butler-relay
            Made /var/lib/butler-relay
            Wrote /etc/butler-relay/relay.yaml
            Wrote /etc/butler-relay/environment
            Copied version {version} to /opt/butler-relay/butler-relay
            Wrote /etc/systemd/system/butler-relay.service
            It runs; it starts with the system, and again 5 s after a failure.

            """));
        system.Calls().ShouldBe([
            "useradd --system --user-group --no-create-home --home-dir /var/lib/butler-relay --shell /usr/sbin/nologin butler-relay",
            "chown root:butler-relay /etc/butler-relay",
            "chown butler-relay:butler-relay /var/lib/butler-relay",
            "chown root:butler-relay /etc/butler-relay/relay.yaml.new",
            "chown root:root /etc/butler-relay/environment.new",
            "chown root:root /etc/systemd/system/butler-relay.service.new",
            "systemctl daemon-reload",
            "systemctl enable --now butler-relay.service",
        ]);
        string[] installed =
        [
            "/etc/butler-relay 750", "/etc/butler-relay/environment 600", "/etc/butler-relay/relay.yaml 640",
            "/etc/systemd/system/butler-relay.service 644",
            "/opt/butler-relay 755", "/opt/butler-relay/butler-relay 755", "/opt/butler-relay/relay.yaml /etc/butler-relay/relay.yaml",
            "/var/lib/butler-relay 700",
        ];
        InstalledFiles(system).ShouldBe(installed);
        system.Read("etc/butler-relay/environment").ShouldBe($"""
            # Secrets of the Butler relay, readable by root only. systemd hands them to the relay.
            BUTLER_RELAY_JOURNAL=/var/lib/butler-relay
            BUTLER_SERVICEBUS={Connection}

            """);

        (await system.RunAsync(folder, "")).ShouldBe((0, $"""
            Version {version} is installed already; nothing was changed.
            It runs; it starts with the system, and again 5 s after a failure.

            """));
        system.Calls().ShouldBe(["systemctl daemon-reload", "systemctl enable --now butler-relay.service"]);
        InstalledFiles(system).ShouldBe(installed);
    }

    [Fact]
    public async Task An_upgrade_keeps_configuration_secrets_and_all_that_waits_in_the_journal()
    {
        using var system = new InstalledRelay();
        (await system.RunAsync(await PrepareAsync(system, "one"), Connection, "--service-bus", "-")).ExitCode.ShouldBe(0);
        await FillAsync(system, 1000);
        system.Write("etc/butler-relay/relay.yaml", system.Read("etc/butler-relay/relay.yaml") + "# mine\n");
        var before = (system.Read("etc/butler-relay/relay.yaml"), system.Read("etc/butler-relay/environment"));
        system.Calls();

        var (exitCode, output) = await system.RunAsync(await PrepareAsync(system, "two", NextVersion), "");

        (exitCode, output).ShouldBe((0, $"""
            Copied version {Path.GetFileName(packages.Relay).Split('-')[2]} to /opt/butler-relay/butler-relay
            It runs; it starts with the system, and again 5 s after a failure.

            """));
        system.Calls().ShouldBe([
            "systemctl stop butler-relay.service", "systemctl daemon-reload", "systemctl enable --now butler-relay.service"]);
        (system.Read("etc/butler-relay/relay.yaml"), system.Read("etc/butler-relay/environment")).ShouldBe(before);
        InstalledFiles(system).ShouldContain("/opt/butler-relay/butler-relay 755");
        InstalledFiles(system).ShouldNotContain(file => file.Contains(".previous", StringComparison.Ordinal));
        system.Journaled().ShouldBe(1000);
        system.Send(1);
        await Eventually.TrueAsync(() => system.Journaled() == 1001, "the new version takes datagrams");
    }

    [Fact]
    public async Task An_upgrade_that_does_not_start_brings_the_version_before_back()
    {
        using var system = new InstalledRelay();
        (await system.RunAsync(await PrepareAsync(system, "one"), Connection, "--service-bus", "-")).ExitCode.ShouldBe(0);
        await FillAsync(system, 20);
        var good = File.ReadAllBytes(Path.Combine(system.Root, "opt/butler-relay/butler-relay"));

        var (exitCode, output) = await system.RunAsync(await PrepareAsync(system, "two", BrokenVersion), "");

        exitCode.ShouldBe(1, output);
        output.ShouldEndWith(
            " did not start; the version before runs again, with its journal. See why: journalctl -u butler-relay -n 50\n");
        File.ReadAllBytes(Path.Combine(system.Root, "opt/butler-relay/butler-relay")).SequenceEqual(good).ShouldBeTrue();
        system.Journaled().ShouldBe(20);
        system.Send(1);
        await Eventually.TrueAsync(() => system.Journaled() == 21, "the version before takes datagrams");
    }

    [Fact]
    public async Task Uninstalling_keeps_configuration_and_journal_unless_it_is_told_to_purge()
    {
        using var system = new InstalledRelay();
        var folder = await PrepareAsync(system, "one");
        (await system.RunAsync(folder, Connection, "--service-bus", "-")).ExitCode.ShouldBe(0);
        await FillAsync(system, 5);
        system.Calls();

        (await system.RunAsync(folder, "", "--uninstall")).ShouldBe((0, """
            Stopped the relay, and removed /etc/systemd/system/butler-relay.service
            /etc/butler-relay and /var/lib/butler-relay are kept; uninstall --purge deletes them.

            """));
        system.Calls().ShouldBe(["systemctl disable --now butler-relay.service", "systemctl daemon-reload"]);
        InstalledFiles(system).ShouldBe([
            "/etc/butler-relay 750", "/etc/butler-relay/environment 600", "/etc/butler-relay/relay.yaml 640", "/var/lib/butler-relay 700"]);
        system.Journaled().ShouldBe(5);
        (await system.RunAsync(folder, "", "--uninstall")).ShouldBe(
            (1, "There is no /etc/systemd/system/butler-relay.service.\n"));

        (await system.RunAsync(folder, "", "--uninstall", "--purge")).ShouldBe(
            (0, "Deleted /etc/butler-relay, /var/lib/butler-relay and the user butler-relay\n"));
        system.Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_secret_as_an_argument_and_a_faulty_secret_are_refused_before_the_service_is_made()
    {
        using var system = new InstalledRelay();
        var folder = await PrepareAsync(system, "one");

        (await system.RunAsync(folder, "", $"--service-bus={Connection}")).ShouldBe(
            (1, "install.sh: a secret is never an argument: name a file, or - for standard input\n"));
        var (exitCode, output) = await system.RunAsync(folder, $"SharedAccessKey={Secret}", "--service-bus", "-");
        exitCode.ShouldBe(1);
        output.ShouldEndWith("--service-bus: The Service Bus connection string lacks Endpoint=sb://...\n");
        output.ShouldNotContain(Secret);
        InstalledFiles(system).ShouldBe(["/etc/butler-relay 750", "/etc/butler-relay/relay.yaml 640", "/var/lib/butler-relay 700"]);
    }

    [Fact]
    public async Task The_secret_is_in_no_other_file_and_in_no_call()
    {
        using var system = new InstalledRelay();
        var (_, output) = await system.RunAsync(await PrepareAsync(system, "one"), Connection, "--service-bus", "-");
        await FillAsync(system, 3);

        output.ShouldNotContain(Secret);
        system.Calls().ShouldNotContain(call => call.Contains(Secret, StringComparison.Ordinal));
        Directory.EnumerateFiles(Path.GetDirectoryName(system.Root)!, "*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file).LinkTarget is null && Path.GetFileName(file) != "relay.lock" && Contains(file, Secret))
            .ShouldBe([Path.Combine(system.Root, "etc/butler-relay/environment")]);
    }

    /// <summary>Unpacks the archive with a configuration for this test's port; a change makes another version of it.</summary>
    private async Task<string> PrepareAsync(InstalledRelay system, string name, Action<string>? change = null)
    {
        var folder = await system.UnpackAsync(packages.Relay, name);
        var file = Path.Combine(folder, "relay.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("0.0.0.0:9998", $"127.0.0.1:{system.Port}", StringComparison.Ordinal));
        change?.Invoke(Path.Combine(folder, "butler-relay"));
        return folder;
    }

    private static void NextVersion(string program) => Append(program, "next");

    /// <summary>The stand-in for systemd does not start a program that ends in this word.</summary>
    private static void BrokenVersion(string program) => Append(program, "broken");

    /// <summary>Makes the same program in other bytes: what follows its end is never read.</summary>
    private static void Append(string program, string text)
    {
        using var file = new FileStream(program, FileMode.Append);
        file.Write(Encoding.ASCII.GetBytes(text));
    }

    private static async Task FillAsync(InstalledRelay system, int count)
    {
        system.Send(count);
        await Eventually.TrueAsync(() => system.Journaled() == count, $"{count} datagrams are in the journal");
    }

    // The journal's own files are the relay's business.
    private static string[] InstalledFiles(InstalledRelay system) =>
        [.. system.Files().Where(file => !file.StartsWith("/var/lib/butler-relay/", StringComparison.Ordinal))];

    private static bool Contains(string file, string text)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd().Contains(text, StringComparison.Ordinal);
    }
}
