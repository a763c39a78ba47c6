using Butler.Cli.CommandLine;
using Butler.Local.Processes;

namespace Butler.Cli.Programs;

/// <summary>The programs in the folder of <c>butler</c>.</summary>
internal static class Binaries
{
    public static string Functions => InOwnDirectory("butler-functions");

    public static string Relay => InOwnDirectory(Path.Combine("relay", "butler-relay"));

    /// <summary>The start of a program; one without an executable for this platform is run as an assembly.</summary>
    public static ChildStart Start(string program, IEnumerable<string> arguments) => AssemblyStart.Of(program, arguments);

    /// <summary>A program in a folder: the executable, or the assembly where the folder has none; null when it has neither.</summary>
    public static string? Find(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        string[] candidates = [OperatingSystem.IsWindows() ? $"{path}.exe" : path, $"{path}.dll"];
        return candidates.FirstOrDefault(File.Exists);
    }

    // The dotnet tool holds assemblies only: it is the same package on every platform.
    private static string InOwnDirectory(string name) => (AssemblyStart.RunsItself ? Within(name) : Find(AppContext.BaseDirectory, name))
        ?? throw new RefusedCommandException($"{Path.Combine(AppContext.BaseDirectory, name)} is missing; build or install butler again");

    // A single file has one copy of each assembly, also of the relay's.
    private static string? Within(string name) =>
        Path.Combine(AppContext.BaseDirectory, $"{Path.GetFileName(name)}.dll") is var assembly && File.Exists(assembly) ? assembly : null;
}
