using System.Globalization;

namespace Butler.Cli.Migrate.Model;

/// <summary>Files that Butler's file names and that go along: templates and certificates of authorities.</summary>
/// <param name="folder">The folder of Butler's file.</param>
internal sealed class CopiedFiles(string folder)
{
    private const string Extension = ".handlebars";
    private readonly OrderedDictionary<string, string> copies = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The files to copy: the path below the output folder, and the source.</summary>
    public IReadOnlyDictionary<string, string> Copies => copies;

    /// <summary>
    /// A file that Butler's file names. A relative path starts at the folder that Butler was started in: most often the one above that of
    /// its file.
    /// </summary>
    public string? Find(string path) => path.Contains('\0', StringComparison.Ordinal) ? null
        : new[] { folder, Path.GetDirectoryName(folder) ?? folder }
            .Select(start => Path.GetFullPath(path, start)).FirstOrDefault(File.Exists);

    /// <summary>The full path of a file on this machine if it is there, else the path as it stands.</summary>
    public string Full(string path) => Find(path) ?? path;

    /// <summary>Takes a template along, with the partials beside it. Returns its name here; null when the file is not found.</summary>
    /// <param name="path">The path in Butler's file.</param>
    /// <param name="type">The type of channel.</param>
    /// <param name="part">The extension here, such as <c>.html.hbs</c>.</param>
    public string? Template(string path, string type, string part = ".hbs")
    {
        if ((Find(path) ?? Find(path + Extension)) is not { } source)
        {
            return null;
        }

        var name = Add(source, $"templates/{type}/", NameOf(source), part);
        var partials = Path.Combine(Path.GetDirectoryName(source)!, "partials");
        foreach (var partial in Directory.Exists(partials) ? Directory.GetFiles(partials).Order(StringComparer.Ordinal).ToArray() : [])
        {
            Add(partial, $"templates/{type}/partials/", NameOf(partial), ".hbs");
        }

        return name;
    }

    /// <summary>Takes a certificate along. Returns its path here; the file may be missing.</summary>
    public string Certificate(string path)
    {
        var name = path.Split('/', '\\')[^1];
        return Find(path) is { } source
            ? "certificates/" + Add(source, "certificates/", Path.GetFileNameWithoutExtension(name), ".pem") + ".pem"
            : $"certificates/{name}";
    }

    private static string NameOf(string source) => new(
        [.. Path.GetFileNameWithoutExtension(source).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-')]);

    private string Add(string source, string place, string name, string extension)
    {
        var found = name;
        string Target() => $"{place}{found}{extension}";
        for (var number = 2; !copies.TryAdd(Target(), source) && copies[Target()] != source; number++)
        {
            found = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        }

        return found;
    }
}
