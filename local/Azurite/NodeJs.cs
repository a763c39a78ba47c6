using System.Globalization;
using Butler.Local.Processes;

namespace Butler.Local.Azurite;

/// <summary>The installed Node.js of this machine.</summary>
internal static class NodeJs
{
    private const int OldestMajor = 18;

    public const string Node = "node";

    public static string Npm => OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <exception cref="ChildStartException">Node.js is missing or too old.</exception>
    public static async Task RequireAsync(CancellationToken cancellationToken)
    {
        CommandResult result;
        try
        {
            result = await ShortCommand.RunAsync(new ChildStart(Node, ["--version"]), cancellationToken);
        }
        catch (ChildStartException e)
        {
            throw new ChildStartException($"Node.js is missing: 'node' was not found on PATH. Table storage is run by Azurite, which needs "
                + $"Node.js {OldestMajor} or newer", e);
        }

        if (result.ExitCode != 0)
        {
            throw new ChildStartException($"'node --version' failed with exit code {result.ExitCode}: {result.Error.Trim()}");
        }

        var version = result.Output.Trim();
        if (!int.TryParse(version.TrimStart('v').Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            || major < OldestMajor)
        {
            throw new ChildStartException($"Node.js {version} is too old: Azurite needs Node.js {OldestMajor} or newer");
        }
    }
}
