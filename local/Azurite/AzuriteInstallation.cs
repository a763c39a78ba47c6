using System.Security.Cryptography;
using Butler.Local.Processes;

namespace Butler.Local.Azurite;

/// <summary>Installs Azurite once from npm, at the version in <c>package-lock.json</c>, and keeps it for later runs.</summary>
internal sealed partial class AzuriteInstallation(ILogger logger, string fallbackDirectory)
{
    private const string EntryPoint = "node_modules/azurite/dist/src/table/main.js";
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(2);

    /// <returns>The path of the table service's entry point.</returns>
    /// <exception cref="ChildStartException">Node.js is missing, or npm failed.</exception>
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
        Log.Fetching(logger);
        var staging = $"{target}.{Environment.ProcessId}";
        Directory.CreateDirectory(staging);
        try
        {
            foreach (var file in (ReadOnlySpan<string>)["package.json", "package-lock.json"])
            {
                File.Copy(Path.Combine(AzuriteFiles.Directory, file), Path.Combine(staging, file), overwrite: true);
            }

            await RunNpmAsync(staging, cancellationToken);

            // The folder gets its final name only when it is complete; another process may have been faster.
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
        var npm = new ChildStart(NodeJs.Npm, ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"])
        {
            WorkingDirectory = directory,
        };
        CommandResult result;
        try
        {
            var running = ShortCommand.RunAsync(npm, cancellationToken);
            var started = TimeProvider.System.GetTimestamp();
            while (await Task.WhenAny(running, Task.Delay(ProgressInterval, TimeProvider.System, cancellationToken)) != running)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Log.StillFetching(logger, TimeProvider.System.GetElapsedTime(started).TotalSeconds);
            }

            result = await running;
        }
        catch (ChildStartException e)
        {
            throw new ChildStartException("npm is missing: it comes with Node.js, and is needed once to fetch Azurite", e);
        }

        if (result.ExitCode != 0)
        {
            throw new ChildStartException($"npm could not fetch Azurite (exit code {result.ExitCode}): {result.Error.Trim()}");
        }

        Log.Fetched(logger);
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
            // Service accounts often have no writable home directory.
            return fallbackDirectory;
        }
    }

    private static string Fingerprint()
    {
        var hash = SHA256.HashData(File.ReadAllBytes(Path.Combine(AzuriteFiles.Directory, "package-lock.json")));
        return Convert.ToHexStringLower(hash.AsSpan(0, 6));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "fetching Azurite from npm; this is done once")]
        public static partial void Fetching(ILogger logger);

        [LoggerMessage(Level = LogLevel.Information, Message = "fetching ... {Seconds:0} s")]
        public static partial void StillFetching(ILogger logger, double seconds);

        [LoggerMessage(Level = LogLevel.Information, Message = "fetched")]
        public static partial void Fetched(ILogger logger);
    }
}
