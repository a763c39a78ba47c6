using System.Collections.Concurrent;
using System.Globalization;
using Butler.Core.Text;
using Butler.Functions.Alerts;
using Butler.Functions.Templates.Fields;
using HandlebarsDotNet;

namespace Butler.Functions.Templates;

/// <summary>
/// The templates of one channel type in one form, compiled at their first use, with their partials. When a file has changed, the whole set
/// is created again.
/// </summary>
internal sealed class TemplateSet
{
    /// <summary>The maximum number of templates in a set, more than any real configuration has.</summary>
    public const int MaxTemplates = 200;

    /// <summary>The maximum length of the output in characters.</summary>
    public const int MaxCharacters = 1024 * 1024;

    private const int DeepestPartial = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private readonly TemplateFiles files;
    private readonly string type;
    private readonly TimeProvider time;
    private readonly IHandlebars engine;
    private readonly Lock compiling = new();
    private readonly ConcurrentDictionary<string, CompiledTemplate> templates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (TemplateFile File, TemplateSyntax Syntax)> partials = new(StringComparer.Ordinal);

    public TemplateSet(TemplateFiles files, string type, TextForm form, TimeProvider time)
    {
        this.files = files;
        this.type = type;
        this.time = time;
        var configuration = new HandlebarsConfiguration
        {
            TextEncoder = new FormEncoder(form),
            NoEscape = false,
            FormatProvider = CultureInfo.InvariantCulture,
            PartialTemplateResolver = new Resolver(this),
            PartialRecursionDepthLimit = DeepestPartial,
        };
        configuration.FormatterProviders.Add(new ValueFormatters());
        engine = Handlebars.Create(configuration);
        new TemplateHelpers(form).Register(engine);
    }

    /// <summary>Whether the set has its maximum size.</summary>
    public bool IsFull => templates.Count >= MaxTemplates;

    /// <summary>Whether all used partials are unchanged.</summary>
    public bool IsFresh() => partials.All(p => files.Partial(type, p.Key) == p.Value.File);

    /// <summary>Fills a file's template.</summary>
    /// <exception cref="TemplateException">The template cannot be filled.</exception>
    public string Fill(TemplateFile file, FieldMap fields, Alert alert) =>
        Fill(Key(file), file.Path, () => TemplateFiles.Read(file), fields, alert);

    /// <summary>Fills a template in the configuration.</summary>
    /// <exception cref="TemplateException">The template cannot be filled.</exception>
    public string FillInline(string template, string name, FieldMap fields, Alert alert) =>
        Fill("\n" + template, name, () => template, fields, alert);

    /// <summary>The file and lines in which a file's template, or a partial, names a field.</summary>
    public string PlaceOf(TemplateFile file, string field) =>
        Place(file.Path, templates.TryGetValue(Key(file), out var template) ? template.Syntax : null, field) is var (name, lines)
            ? $"{name}, {lines}"
            : file.Path;

    private static string Key(TemplateFile file) => $"{file.Path}\n{file.Stamp}";

    private string Fill(string key, string name, Func<string> read, FieldMap fields, Alert alert)
    {
        if (!templates.TryGetValue(key, out var template))
        {
            template = Compile(name, read());
            templates[key] = template;
        }

        using var output = new BoundedWriter(MaxCharacters, Longest, time);
        try
        {
            fields.Reading = output.CheckTime;
            template.Run(output, fields, TemplateHelpers.DataOf(alert.Site, output.CheckTime));
            return output.ToString();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Every exception in a template is a fault of the template, and must not lose the alert.
            throw new TemplateException(Explain(name, template.Syntax, e));
        }
        finally
        {
            fields.Reading = null;
        }
    }

    private CompiledTemplate Compile(string name, string text)
    {
        TemplateSyntax syntax;
        try
        {
            syntax = TemplateSyntax.Read(text);
        }
        catch (TemplateException e)
        {
            throw new TemplateException($"{name}, {e.Message}");
        }

        try
        {
            lock (compiling)
            {
                return new CompiledTemplate(syntax, engine.Compile(new StringReader(syntax.Source)));
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The engine does not name the position: it is the first mustache that the engine rejects on its own.
            var culprit = e is HandlebarsParserException ? null : syntax.Tags.FirstOrDefault(
                tag => tag.Kind is TemplateTagKind.Value or TemplateTagKind.Partial && !Compiles(tag));
            throw new TemplateException(
                Explain(culprit is null ? name : string.Create(CultureInfo.InvariantCulture, $"{name}, line {culprit.Line}:"), syntax, e));
        }
    }

    private bool Compiles(TemplateTag tag)
    {
        try
        {
            lock (compiling)
            {
                engine.Compile(new StringReader($"{{{{{tag.Text}}}}}"));
            }

            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The exception of the whole template's compilation has the reason.
            return false;
        }
    }

    /// <summary>
    /// Describes the fault: the template's name, the line if known, and the reason. The engine's text about a helper's exception is left
    /// out, because it may hold values.
    /// </summary>
    private string Explain(string name, TemplateSyntax syntax, Exception error)
    {
        while (error is HandlebarsException { InnerException: { } inner })
        {
            error = inner;
        }

        var (what, about) = error switch
        {
            TemplateException own => (own.Message, null),
            HelperException helper => (helper.Message, helper.Helper),
            HandlebarsParserException parser => (Parsed(parser.Message), null),
            HandlebarsException deep when deep.Message.Contains("recursion depth", StringComparison.Ordinal) =>
                (string.Create(CultureInfo.InvariantCulture, $"nests partials more than {DeepestPartial} deep; one of them includes "
                    + $"itself"), null),
            HandlebarsException other when Quoted(other.Message) is { } word => Unresolved(other.Message, word),
            HandlebarsException other => ($"cannot be filled: {OneLine(other.Message)}", null),
            _ => (
                $"cannot be filled ({error.GetType().Name}); is each {{{{#if}}}}, {{{{#each}}}} and {{{{#with}}}} given exactly one value?",
                (string?)null),
        };
        if (about is null)
        {
            return what.StartsWith("line ", StringComparison.Ordinal) ? $"{name}, {what}" : $"{name} {what}";
        }

        return Place(name, syntax, about) is var (where, lines) ? $"{where}, {lines}: {what}" : $"{name}: {what}";
    }

    /// <summary>Where a name is used: in the template itself, or else in one of the partials.</summary>
    private (string Name, string Lines)? Place(string name, TemplateSyntax? syntax, string about)
    {
        foreach (var (file, text) in partials.Values.Select(p => (p.File.Path, p.Syntax)).Prepend((name, syntax!)))
        {
            if (text?.LinesOf(about) is { Length: > 0 } lines)
            {
                return (file, lines);
            }
        }

        return null;
    }

    private (string What, string? About) Unresolved(string message, string word)
    {
        if (message.Contains("partial", StringComparison.OrdinalIgnoreCase))
        {
            return ($"there is no partial {{{{> {word}}}}} for {type}{DidYouMean.Hint(word, files.Partials(type)).TrimEnd('?')}; put "
                + $"{word}.hbs into a folder partials beside the templates", word);
        }

        var helper = word.TrimStart('#', '^');
        return message.Contains("helper", StringComparison.OrdinalIgnoreCase)
            ? ($"there is no helper {{{{{helper}}}}}{DidYouMean.Hint(helper, TemplateHelpers.Names).TrimEnd('?')}; known are "
                + $"{string.Join(", ", TemplateHelpers.Names.Order(StringComparer.Ordinal))}", helper)
            : ($"cannot be filled: {OneLine(message)}", null);
    }

    /// <summary>The engine reports the position as <c>Occured at: 0:12</c>, with line and column from 0.</summary>
    private static string Parsed(string message)
    {
        var place = message.IndexOf("Occured at:", StringComparison.Ordinal);
        return place >= 0 && int.TryParse(message[(place + 11)..].Split(':')[0], CultureInfo.InvariantCulture, out var line)
            ? string.Create(CultureInfo.InvariantCulture, $"line {line + 1}: is not understood: {OneLine(message[..place])}")
            : $"is not understood: {OneLine(message)}";
    }

    private static string? Quoted(string message) => message.Split('\'') is [_, var word, _, ..] && word.Length > 0 ? word : null;

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();

    private sealed record CompiledTemplate(TemplateSyntax Syntax, HandlebarsTemplate<TextWriter, object, object> Run);

    /// <summary>Finds a partial when a template first asks for it.</summary>
    private sealed class Resolver(TemplateSet set) : IPartialTemplateResolver
    {
        public bool TryRegisterPartial(IHandlebars env, string? partialName, string? templatePath)
        {
            if (partialName is null || set.files.Partial(set.type, partialName) is not { } file)
            {
                return false;
            }

            var compiled = set.Compile(file.Path, TemplateFiles.Read(file));
            set.partials[partialName] = (file, compiled.Syntax);
            env.RegisterTemplate(partialName, compiled.Run);
            return true;
        }
    }
}
