using System.Runtime.InteropServices;
using Butler.Cli.CommandLine;
using Butler.Cli.Programs;

namespace Butler.Cli.Packages;

/// <summary>The package of the relay, an archive with one folder that has the program.</summary>
internal static class RelayPackage
{
    private const string Option = "--relay-package";

    /// <summary>Unpacks it into a folder, which loses what it held.</summary>
    /// <returns>The path of the relay's program.</returns>
    /// <exception cref="RefusedCommandException">The package cannot be used.</exception>
    public static string Unpack(string package, string folder)
    {
        var archive = new PackageArchive(
            Option, package, $"the butler-relay-VERSION-{RuntimeInformation.RuntimeIdentifier}.tar.gz or .zip of a release");
        archive.Unpack(folder);
        return Directory.EnumerateDirectories(folder).Prepend(folder)
            .Select(each => Binaries.Find(each, "butler-relay")).FirstOrDefault(program => program is not null)
            ?? throw archive.Refuse($"has no butler-relay for {RuntimeInformation.RuntimeIdentifier}");
    }
}
