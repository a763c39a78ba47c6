using Butler.Cli.CommandLine;

namespace Butler.Cli.Programs;

/// <summary>The programs in the folder of <c>butler</c>.</summary>
internal static class Binaries
{
    public static string Functions => InOwnDirectory("butler-functions");

    public static string Relay => InOwnDirectory(Path.Combine("relay", "butler-relay"));

    private static string InOwnDirectory(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
        return File.Exists(path) ? path : throw new RefusedCommandException($"{path} is missing; build or install butler again");
    }
}
