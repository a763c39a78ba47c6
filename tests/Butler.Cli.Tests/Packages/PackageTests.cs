using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Butler.Cli.CommandLine;
using Butler.Cli.Packages;
using Butler.Cli.Tests.Up;

namespace Butler.Cli.Tests.Packages;

/// <summary>What packages <c>butler up</c> unpacks, and what it says of others.</summary>
public sealed class PackageTests : IDisposable
{
    private const string GiveApp = "Give the butler-functions-VERSION.zip of a release";
    private readonly string directory = Directory.CreateTempSubdirectory("butler-package-").FullName;

    private string Folder => Path.Combine(directory, "unpacked");

    private string App => Path.Combine(directory, "app.zip");

    private string Relay => Path.Combine(directory, "relay.tar.gz");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void A_function_app_is_unpacked_with_its_folders_and_replaces_an_older_one()
    {
        Zip(("host.json", "{}"), ("butler-functions.dll", "new"), ("templates/slack/reload.hbs", "text"));
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "left-over.dll"), "old");

        AppPackage.Unpack(App, Folder).ShouldBe(Path.Combine(Folder, "butler-functions.dll"));

        Files().ShouldBe(["butler-functions.dll=new", "host.json={}", "templates/slack/reload.hbs=text"]);
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("templates/../../outside.txt")]
    [InlineData(@"..\outside.txt")]
    [InlineData("/tmp/outside.txt")]
    [InlineData(@"C:\outside.txt")]
    public void An_entry_outside_the_folder_is_refused(string name)
    {
        Zip(("host.json", "{}"), (name, "x"));

        Refusal(() => AppPackage.Unpack(App, Folder)).ShouldBe(
            $"--package: {App} holds the entry \"{name}\", which would be written outside its folder; do not use this file. {GiveApp}");
        Directory.GetFiles(directory).ShouldBe([App]);
    }

    [Fact]
    public void A_link_is_refused()
    {
        Zip(("host.json", "{}"));
        using (var zip = ZipFile.Open(App, ZipArchiveMode.Update))
        {
            zip.CreateEntry("templates").ExternalAttributes = unchecked((int)0xA1FF0000);
        }

        Refusal(() => AppPackage.Unpack(App, Folder)).ShouldBe(
            $"--package: {App} holds the link \"templates\"; a package has files only. {GiveApp}");
    }

    [Fact]
    public void A_zip_without_host_json_is_refused()
    {
        Zip(("readme.txt", "x"));

        Refusal(() => AppPackage.Unpack(App, Folder)).ShouldBe(
            $"--package: {App} has no host.json, so it is not a function app. {GiveApp}");
    }

    [Fact]
    public void A_zip_with_a_folder_around_the_app_is_refused_and_told_how_to_zip()
    {
        Zip(("app/host.json", "{}"), ("app/butler-functions.dll", "x"));

        Refusal(() => AppPackage.Unpack(App, Folder)).ShouldBe(
            $"--package: {App} has its host.json in app/, not at the root: zip the content of the published folder, not the folder. "
                + GiveApp);
    }

    [Fact]
    public void Another_function_app_is_refused()
    {
        Zip(("host.json", "{}"), ("other.dll", "x"));

        Refusal(() => AppPackage.Unpack(App, Folder)).ShouldBe(
            $"--package: {App} has no butler-functions.dll, so it is not this function app. {GiveApp}");
    }

    [Fact]
    public async Task A_file_that_is_not_a_zip_ends_butler_up_with_one_line()
    {
        File.WriteAllText(App, "not a zip");

        (await UpPrograms.RunAsync(
            "up", "--http", "0", "--udp", "0", "--servicebus", "0", "--data", Path.Combine(directory, "data"), "--package", App)).ShouldBe(
            $"2: butler up: --package: {App} is not a readable archive; it may be damaged or not completely downloaded. {GiveApp}");
    }

    [Fact]
    public async Task A_package_that_does_not_exist_is_named() =>
        (await UpPrograms.RunAsync("up", "--package", "/no-such.zip")).ShouldBe("2: butler: --package: there is no file /no-such.zip");

    [Fact]
    public void A_relay_is_unpacked_with_its_right_to_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "rights of files are Unix's");
        Tar(("butler-relay-1.0.0-linux-x64/butler-relay", "program"), ("butler-relay-1.0.0-linux-x64/relay.yaml", "relay: {}"));

        var program = RelayPackage.Unpack(Relay, Folder);

        program.ShouldBe(Path.Combine(Folder, "butler-relay-1.0.0-linux-x64", "butler-relay"));
        new FileInfo(program).UnixFileMode.ShouldBe(Executable);
        Files().ShouldBe(["butler-relay-1.0.0-linux-x64/butler-relay=program", "butler-relay-1.0.0-linux-x64/relay.yaml=relay: {}"]);
    }

    [Fact]
    public void A_relay_whose_entries_leave_the_folder_is_refused()
    {
        Tar(("../outside", "x"));

        Refusal(() => RelayPackage.Unpack(Relay, Folder)).ShouldBe(
            $"--relay-package: {Relay} holds the entry \"../outside\", which would be written outside its folder; do not use this file. "
                + GiveRelay);
    }

    [Fact]
    public void A_relay_archive_that_is_cut_off_or_of_another_platform_is_refused()
    {
        Tar(("butler-relay-1.0.0-win-x64/other.exe", new string('x', 1000)));
        Refusal(() => RelayPackage.Unpack(Relay, Folder)).ShouldBe(
            $"--relay-package: {Relay} has no butler-relay for {RuntimeInformation.RuntimeIdentifier}. {GiveRelay}");

        File.WriteAllBytes(Relay, File.ReadAllBytes(Relay)[..60]);
        Refusal(() => RelayPackage.Unpack(Relay, Folder)).ShouldBe(
            $"--relay-package: {Relay} is not a readable archive; it may be damaged or not completely downloaded. {GiveRelay}");
    }

    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static string GiveRelay =>
        $"Give the butler-relay-VERSION-{RuntimeInformation.RuntimeIdentifier}.tar.gz or .zip of a release";

    private static string Refusal(Action action) => Should.Throw<RefusedCommandException>(action).Message;

    private IEnumerable<string> Files() => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Select(file => $"{Path.GetRelativePath(Folder, file)}={File.ReadAllText(file)}");

    private void Zip(params (string Name, string Content)[] entries)
    {
        using var zip = ZipFile.Open(App, ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            using var stream = zip.CreateEntry(name).Open();
            stream.Write(Encoding.UTF8.GetBytes(content));
        }
    }

    private void Tar(params (string Name, string Content)[] entries)
    {
        using var zipped = new GZipStream(File.Create(Relay), CompressionLevel.Fastest);
        using var tar = new TarWriter(zipped);
        foreach (var (name, content) in entries)
        {
            tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name)
            {
                Mode = Executable,
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
            });
        }
    }
}
