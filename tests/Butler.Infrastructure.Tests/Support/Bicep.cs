using System.Diagnostics;
using System.Reflection;

namespace Butler.Infrastructure.Tests.Support;

/// <summary>The genuine Bicep compiler, from its NuGet package for Linux.</summary>
internal static class Bicep
{
    /// <summary>The program.</summary>
    public static string Path { get; } = typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "BicepCompiler").Value!;

    /// <summary>Skips a test on other machines.</summary>
    public static void Need() =>
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Path), "the package of the Bicep compiler is for Linux on x64");

    /// <summary>Runs the compiler in a folder of the repository.</summary>
    /// <returns>Its exit code, and what it wrote.</returns>
    public static Task<(int Code, string Output)> RunAsync(string folder, params string[] arguments)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.UserExecute);
        }

        return ProcessRun.RunAsync(Path, Repository.PathOf(folder), new Dictionary<string, string>(), arguments);
    }
}

/// <summary>Runs a program to its end.</summary>
internal static class ProcessRun
{
    /// <summary>Runs a program.</summary>
    /// <returns>Its exit code, and both its outputs.</returns>
    public static async Task<(int Code, string Output)> RunAsync(
        string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
