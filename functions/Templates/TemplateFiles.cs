using System.Globalization;
using System.Text.RegularExpressions;
using Butler.Core.Configuration;
using Butler.Core.Text;
using Butler.Functions.Alerts;

namespace Butler.Functions.Templates;

/// <summary>A template file that was found.</summary>
/// <param name="Path">The path.</param>
/// <param name="Stamp">The time of the last change and the length, which identify the version.</param>
internal readonly record struct TemplateFile(string Path, string Stamp);

/// <summary>
/// Finds template files: <c>{channel type}/NAME[.PART].hbs</c> or <c>.handlebars</c>. The operator's files have priority over shipped ones,
/// and templates for fewer events over templates for more.
/// </summary>
internal sealed partial class TemplateFiles(TemplatePlaces places)
{
    private static readonly string[] Extensions = [".hbs", ".handlebars"];

    /// <summary>The largest template, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The file for an alert; null when no template is named and there is none for such an event.</summary>
    /// <exception cref="TemplateException">The named template does not exist, or its name is not valid.</exception>
    public TemplateFile? Find(Alert alert, string part)
    {
        var type = alert.Options.Type;
        if (alert.Options.Template is not { } named)
        {
            return Default(alert, part);
        }

        CheckName(named);
        var suffix = alert.Reason switch { { Kind: AlertKind.Resolved } => "-resolved", { IsMany: true } => "-group", _ => "" };
        if (suffix.Length > 0 && Named(type, named, suffix, part) is { } made)
        {
            return made;
        }

        var found = Named(type, named, "", part);
        if (found is null && IsMain(type, part))
        {
            throw Nowhere(type, named);
        }

        // A template for one failure must not announce a recovery.
        return suffix.Length == 0 || (found is { } file && ShowsReason(Read(file))) ? found : Default(alert, part);
    }

    /// <summary>The file of a partial, for a channel type; null when there is none.</summary>
    public TemplateFile? Partial(string type, string name) => IsName(name)
        ? First(
            Folders().SelectMany(folder => new[] { Path.Combine(folder, type, "partials", name), Path.Combine(folder, "partials", name) }))
        : null;

    /// <summary>The names of a channel type's partials, for hints.</summary>
    public IReadOnlyList<string> Partials(string type) =>
        NamesIn(Folders().SelectMany(f => new[] { Path.Combine(f, type, "partials"), Path.Combine(f, "partials") }));

    /// <summary>The current version of a file; null when it does not exist.</summary>
    /// <exception cref="TemplateException">The file exists, but cannot be accessed.</exception>
    public static TemplateFile? Look(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists
                ? new TemplateFile(path, string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks}:{file.Length}"))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TemplateException($"{path} cannot be accessed: {e.Message}");
        }
    }

    /// <summary>The text of a file.</summary>
    /// <exception cref="TemplateException">The file cannot be read, or is too large.</exception>
    public static string Read(TemplateFile file)
    {
        try
        {
            return new FileInfo(file.Path).Length <= MaxBytes
                ? FileText.Decode(file.Path, File.ReadAllBytes(file.Path))
                : throw new TemplateException($"{file.Path} is larger than {MaxBytes / 1024} KB; a template is a form, not the data");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TemplateException($"{file.Path} cannot be read: {e.Message}");
        }
        catch (ConfigurationException e)
        {
            throw new TemplateException(e.Message);
        }
    }

    /// <summary>The names to try for an alert when none is configured, the closest first.</summary>
    public static IEnumerable<string> DefaultNames(Alert alert)
    {
        switch (alert.Reason)
        {
            case { Kind: AlertKind.Resolved }:
                yield return "resolved";
                break;
            case { IsMany: true }:
                yield return "group";
                break;
            default:
                for (var type = alert.Event.Type; type.Length > 0; type = type[..Math.Max(0, type.LastIndexOf('.'))])
                {
                    yield return type;
                }

                break;
        }

        yield return "default";
    }

    /// <summary>
    /// Whether a template uses the reason, so that it can distinguish a group or the end of an incident from a single failure.
    /// </summary>
    public static bool ShowsReason(string text) => Reason().IsMatch(text);

    /// <summary>
    /// Whether a part is the main part of a channel, whose file has no part in its name. A mail's plain text and subject are other parts.
    /// </summary>
    private static bool IsMain(string type, string part) => type != "email" || part == "html";

    private static bool IsPath(string named) =>
        named.AsSpan().IndexOfAny('/', '\\') >= 0 || Extensions.Any(e => named.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 200 && !name.Contains("..", StringComparison.Ordinal)
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ' ');

    private static void CheckName(string name)
    {
        if (IsPath(name))
        {
            if (name.Split('/', '\\').Contains(".."))
            {
                throw new TemplateException(
                    $"the template's path \"{name}\" holds ..; name the file by its full path instead, or put it beside the configuration");
            }
        }
        else if (!IsName(name))
        {
            throw new TemplateException($"the template's name \"{name}\" is not valid: use letters, digits, dots, dashes and underscores, "
                + $"without two dots in a row; name a file with its extension .hbs or .handlebars");
        }
    }

    private static TemplateFile? First(IEnumerable<string> withoutExtension)
    {
        foreach (var path in withoutExtension.SelectMany(p => Extensions.Select(e => p + e)))
        {
            if (Look(path) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static IReadOnlyList<string> NamesIn(IEnumerable<string> folders) =>
    [
        .. folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles)
            .Where(f => Extensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
            .Select(f => Path.GetFileNameWithoutExtension(f)!).Distinct().Order(StringComparer.Ordinal),
    ];

    private IEnumerable<string> Folders() => places.Shipped is null ? places.Own : places.Own.Append(places.Shipped).Distinct();

    private IReadOnlyList<string> Names(string type) => NamesIn(Folders().SelectMany(f => new[] { Path.Combine(f, type), f }));

    /// <exception cref="TemplateException">The base folder is unknown.</exception>
    private string PathOf(string named) => Path.IsPathRooted(named)
        ? named
        : places.Base is { } start
            ? Path.Combine(start, named.Replace('\\', '/'))
            : throw new TemplateException($"the folder of the template file \"{named}\" is unknown, because the configuration is not a "
                + $"file; set BUTLER_TEMPLATES to the folder of your templates");

    private TemplateFile? Default(Alert alert, string part)
    {
        // The most specific name has priority over the folder: the operator's default.hbs does not hide a shipped template for a certain
        // event.
        foreach (var name in DefaultNames(alert))
        {
            foreach (var folder in Folders())
            {
                if (First(Paths(Path.Combine(folder, alert.Options.Type), alert.Options.Type, name, part)) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    private TemplateFile? Named(string type, string named, string suffix, string part)
    {
        if (!IsPath(named))
        {
            return First(Folders()
                .SelectMany(folder => new[] { Path.Combine(folder, type), folder })
                .SelectMany(folder => Paths(folder, type, named + suffix, part)));
        }

        // mail.hbs and the part text make mail.text.hbs; the main part does not need it.
        var path = PathOf(named);
        var extension = Extensions.FirstOrDefault(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)) ?? "";
        var stem = path[..(path.Length - extension.Length)] + suffix;
        return Look($"{stem}.{part}{extension}") ?? (IsMain(type, part) ? Look(stem + extension) : null);
    }

    private TemplateException Nowhere(string type, string named) => IsPath(named)
        ? new($"there is no template file {PathOf(named)}; put the file there, or correct the path in the configuration")
        : new($"there is no template \"{named}\" for {type}: looked for {type}/{named}.hbs in "
            + $"{string.Join(" and ", Folders())}{DidYouMean.Hint(named, Names(type)).TrimEnd('?')}; "
            + "put the file there, or correct the name in the configuration");

    private static IEnumerable<string> Paths(string folder, string type, string name, string part)
    {
        yield return Path.Combine(folder, $"{name}.{part}");
        if (IsMain(type, part))
        {
            yield return Path.Combine(folder, name);
        }
    }

    [GeneratedRegex(@"\{\{[^}]*\b(?:isResolved|isGroup|reason|title)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Reason();
}
