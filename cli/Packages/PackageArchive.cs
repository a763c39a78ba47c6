using System.Formats.Tar;
using System.IO.Compression;
using Butler.Cli.CommandLine;

namespace Butler.Cli.Packages;

/// <summary>A package that an option names. What it holds is checked, because it may come from anywhere.</summary>
/// <param name="option">The option, for messages.</param>
/// <param name="path">The archive: zip, or tar compressed by gzip.</param>
/// <param name="expected">What should have been given, for messages.</param>
internal sealed class PackageArchive(string option, string path, string expected)
{
    private const int UnixTypeMask = 0xF000;
    private const int UnixLink = 0xA000;

    /// <summary>Unpacks it into a folder, which loses what it held.</summary>
    /// <exception cref="RefusedCommandException">It is not an archive, or an entry would be written outside the folder.</exception>
    public void Unpack(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.CreateDirectory(folder);
            if (path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase))
            {
                UnpackTar(folder);
            }
            else
            {
                UnpackZip(folder);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Refuse("is not a readable archive; it may be damaged or not completely downloaded", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedCommandException($"{option}: {path} cannot be unpacked into {folder}: {e.Message}", e);
        }
    }

    public RefusedCommandException Refuse(string problem, Exception? inner = null) =>
        new($"{option}: {path} {problem}. Give {expected}", inner);

    private void UnpackZip(string folder)
    {
        using var zip = ZipFile.OpenRead(path);
        foreach (var entry in zip.Entries)
        {
            if (((entry.ExternalAttributes >> 16) & UnixTypeMask) == UnixLink)
            {
                throw Refuse($"holds the link \"{entry.FullName}\"; a package has files only");
            }

            var target = Inside(folder, entry.FullName);
            if (!entry.FullName.EndsWith('/'))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                entry.ExtractToFile(target, overwrite: false);
            }
        }
    }

    private void UnpackTar(string folder)
    {
        using var file = File.OpenRead(path);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        while (tar.GetNextEntry() is { } entry)
        {
            var target = Inside(folder, entry.Name);
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                entry.ExtractToFile(target, overwrite: false);
            }
            else if (entry.EntryType is not TarEntryType.Directory)
            {
                throw Refuse($"holds \"{entry.Name}\" of type {entry.EntryType}; a package has files and folders only");
            }
        }
    }

    /// <summary>Where an entry goes. Backslashes separate folders, too: on Windows they would.</summary>
    private string Inside(string folder, string name)
    {
        var parts = name.Replace('\\', '/').Split('/');
        return parts.Contains("..") || parts[0].Contains(':') || (parts[0].Length == 0)
            ? throw Refuse($"holds the entry \"{name}\", which would be written outside its folder; do not use this file")
            : Path.Combine([folder, .. parts]);
    }
}
