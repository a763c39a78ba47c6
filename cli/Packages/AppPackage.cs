using Butler.Cli.CommandLine;
using Butler.Cli.Programs;

namespace Butler.Cli.Packages;

/// <summary>The package of the function app, a zip with <c>host.json</c> at its root.</summary>
internal static class AppPackage
{
    private const string Option = "--package";

    /// <summary>Unpacks it into a folder, which loses what it held.</summary>
    /// <returns>The path of the app's program.</returns>
    /// <exception cref="RefusedCommandException">The package cannot be used.</exception>
    public static string Unpack(string package, string folder)
    {
        var archive = new PackageArchive(Option, package, "the butler-functions-VERSION.zip of a release");
        archive.Unpack(folder);
        if (!File.Exists(Path.Combine(folder, "host.json")))
        {
            var nested = Directory.EnumerateFiles(folder, "host.json", SearchOption.AllDirectories).FirstOrDefault();
            throw archive.Refuse(nested is null
                ? "has no host.json, so it is not a function app"
                : $"has its host.json in {Path.GetRelativePath(folder, Path.GetDirectoryName(nested)!)}/, not at the root: zip the content "
                    + "of the published folder, not the folder");
        }

        // The package is compiled for Linux; elsewhere dotnet runs the assembly.
        return (OperatingSystem.IsLinux() ? Binaries.Find(folder, "butler-functions") : null)
            ?? (Path.Combine(folder, "butler-functions.dll") is var assembly && File.Exists(assembly) ? assembly : null)
            ?? throw archive.Refuse("has no butler-functions.dll, so it is not this function app");
    }
}
