using System.Diagnostics;

namespace Butler.EndToEnd.Tests.Packages;

/// <summary>
/// The packages as <c>packaging/build</c> makes them: those in the folder that <c>BUTLER_PACKAGES</c> names, else built once for all tests.
/// </summary>
public sealed class BuiltPackages : IAsyncLifetime
{
    /// <summary>Names a folder with packages of this commit.</summary>
    private const string Variable = "BUTLER_PACKAGES";

    private readonly string? given = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;
    private readonly string built = Directory.CreateTempSubdirectory("butler-packages-").FullName;

    public string Folder => given ?? built;

    public string Functions => Single("butler-functions-*.zip");

    public string Relay => Single("butler-relay-*-linux-x64.tar.gz");

    public async ValueTask InitializeAsync()
    {
        if (given is null && OperatingSystem.IsLinux())
        {
            var only = File.Exists("/usr/bin/dpkg-deb") ? "functions,relay,deb,sbom" : "functions,relay,sbom";
            await RunAsync(Repository.PathOf("packaging/build"), "--only", only, "--rid", "linux-x64", "--out", built);
        }
    }

    /// <summary>Runs a program to its end, which must be good.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(10));
        process.ExitCode.ShouldBe(0, await output + await errors);
        return await output;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(built, recursive: true);
        return ValueTask.CompletedTask;
    }

    private string Single(string pattern)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the packages under test are those for Linux");
        return Directory.GetFiles(Folder, pattern).ShouldHaveSingleItem($"{Folder} must hold one {pattern}");
    }
}
