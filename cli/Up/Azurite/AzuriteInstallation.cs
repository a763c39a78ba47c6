using System.Security.Cryptography;
using Butler.Cli.Up.Output;
using Butler.Cli.Up.Processes;

namespace Butler.Cli.Up.Azurite;

/// <summary>Azurite, fetched once from npm at the version that <c>package-lock.json</c> pins, and kept for every later run.</summary>
internal sealed class AzuriteInstallation(IUpOutput output, string fallbackDirectory)
{
    private const string Part = "azurite";
    private const string EntryPoint = "node_modules/azurite/dist/src/table/main.js";
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(2);

    /// <returns>The path of the table service's entry point.</returns>
    /// <exception cref="UpException">Node.js is missing, or npm failed.</exception>
    public async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        await NodeJs.RequireAsync(cancellationToken);
        var target = Path.Combine(CacheDirectory(), $"azurite-{Fingerprint()}");
        var entryPoint = Path.Combine(target, EntryPoint);
        if (!File.Exists(entryPoint))
        {
            await FetchAsync(target, cancellationToken);
        }

        return entryPoint;
    }

    private async Task FetchAsync(string target, CancellationToken cancellationToken)
    {
        output.Line(Part, LogLevel.Information, "fetching Azurite from npm; this is done once");
        var staging = $"{target}.{Environment.ProcessId}";
        Directory.CreateDirectory(staging);
        try
        {
            foreach (var file in (ReadOnlySpan<string>)["package.json", "package-lock.json"])
            {
                File.Copy(Path.Combine(Binaries.AzuriteFiles, file), Path.Combine(staging, file), overwrite: true);
            }

            await RunNpmAsync(staging, cancellationToken);

            // Under its final name only when it is whole; a second fetch at the same time may have been first.
            if (!Directory.Exists(target))
            {
                Directory.Move(staging, target);
            }
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    private async Task RunNpmAsync(string directory, CancellationToken cancellationToken)
    {
        var npm = new ChildStart(NodeJs.Npm, ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]) { WorkingDirectory = directory };
        CommandResult result;
        try
        {
            var running = ShortCommand.RunAsync(npm, cancellationToken);
            var started = TimeProvider.System.GetTimestamp();
            while (await Task.WhenAny(running, Task.Delay(ProgressInterval, TimeProvider.System, cancellationToken)) != running)
            {
                cancellationToken.ThrowIfCancellationRequested();
                output.Line(Part, LogLevel.Information, $"fetching ... {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s");
            }

            result = await running;
        }
        catch (ChildStartException e)
        {
            throw new UpException("npm is missing: it comes with Node.js, and is needed once to fetch Azurite", e);
        }

        if (result.ExitCode != 0)
        {
            throw new UpException($"npm could not fetch Azurite (exit code {result.ExitCode}): {result.Error.Trim()}");
        }

        output.Line(Part, LogLevel.Information, "fetched");
    }

    private string CacheDirectory()
    {
        var cache = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        try
        {
            return Directory.CreateDirectory(Path.Combine(cache, "butler")).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Accounts of services often have no home to write to.
            return fallbackDirectory;
        }
    }

    private static string Fingerprint()
    {
        var hash = SHA256.HashData(File.ReadAllBytes(Path.Combine(Binaries.AzuriteFiles, "package-lock.json")));
        return Convert.ToHexStringLower(hash.AsSpan(0, 6));
    }
}
