using System.IO.Compression;
using System.Text.Json;

namespace Butler.EndToEnd.Tests.Packages;

/// <summary>The bills of materials name what is in the packages, and the Debian package holds what it should.</summary>
public sealed class BillOfMaterialsTests(BuiltPackages packages) : IClassFixture<BuiltPackages>
{
    [Fact]
    public async Task The_function_apps_names_every_package_that_its_zip_holds()
    {
        await using var zip = await ZipFile.OpenReadAsync(packages.Functions, TestContext.Current.CancellationToken);
        await using var stream = await zip.GetEntry("butler-functions.deps.json")!.OpenAsync(TestContext.Current.CancellationToken);
        using var dependencies = await JsonDocument.ParseAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        string[] held = [.. dependencies.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() == "package")
            .Select(library => $"pkg:nuget/{library.Name.Replace('/', '@')}")];

        held.Length.ShouldBeGreaterThan(50);
        held.Except(Components("butler-functions").Select(each => each.GetProperty("purl").GetString()!)).ShouldBeEmpty();
    }

    [Fact]
    public void The_relays_names_the_runtime_that_it_contains_and_no_tool_of_the_build()
    {
        string[] names = [.. Components("butler-relay").Select(each => each.GetProperty("name").GetString()!)];
        names.ShouldContain("Microsoft.NETCore.App.Runtime.linux-x64");
        names.ShouldContain("YamlDotNet");
        names.ShouldNotContain("Microsoft.CodeAnalysis.BannedApiAnalyzers");
    }

    [Fact]
    public void Packages_have_their_licence_and_their_hash()
    {
        var all = Components("butler-relay").Concat(Components("butler-functions")).ToList();

        // These two name a file with their licence, not its identifier.
        all.Where(each => !each.TryGetProperty("licenses", out _)).Select(each => each.GetProperty("name").GetString()).Distinct()
            .Order(StringComparer.Ordinal).ShouldBe(["Apache.Arrow", "MQTTnet"]);
        all.Where(each => each.GetProperty("type").GetString() == "library" && !each.TryGetProperty("hashes", out _)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_Debian_package_holds_program_sample_and_licence_with_their_rights()
    {
        var package = Directory.GetFiles(packages.Folder, "butler-relay_*_amd64.deb");
        Assert.SkipWhen(package.Length == 0, "dpkg-deb is not there, so the package was not built");
        var content = await BuiltPackages.RunAsync("dpkg-deb", "--contents", package.ShouldHaveSingleItem());
        content.TrimEnd().Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts[0][0] == '-').Select(parts => $"{parts[0]} {parts[1]} {parts[^1]}").ShouldBe([
                "-rwxr-xr-x root/root ./opt/butler-relay/butler-relay",
                "-rw-r--r-- root/root ./opt/butler-relay/relay.yaml.sample",
                "-rw-r--r-- root/root ./usr/share/doc/butler-relay/copyright",
            ]);
        var fields = await BuiltPackages.RunAsync("dpkg-deb", "--field", package[0], "Package", "Version", "Architecture");
        fields.ShouldBe($"Package: butler-relay\nVersion: {Path.GetFileName(package[0]).Split('_')[1]}\nArchitecture: amd64\n");
    }

    private IReadOnlyList<JsonElement> Components(string name)
    {
        var file = Directory.GetFiles(packages.Folder, $"{name}-*.cdx.json").ShouldHaveSingleItem();
        using var bill = JsonDocument.Parse(File.ReadAllBytes(file));
        bill.RootElement.GetProperty("bomFormat").GetString().ShouldBe("CycloneDX");
        return [.. bill.RootElement.Clone().GetProperty("components").EnumerateArray()];
    }
}
