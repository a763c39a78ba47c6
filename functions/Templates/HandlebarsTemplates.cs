using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using Butler.Functions.Alerts;
using Butler.Functions.Templates.Fields;

namespace Butler.Functions.Templates;

/// <summary>
/// Handlebars templates from files and from the configuration. The engine is loaded when the first template is used. Files are checked for
/// changes every few seconds.
/// </summary>
/// <param name="places">The folders of the files.</param>
/// <param name="time">The clock.</param>
internal sealed class HandlebarsTemplates(TemplatePlaces places, TimeProvider time) : ITemplates
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(5);
    private readonly TemplateFiles files = new(places);
    private readonly ConcurrentDictionary<(string Type, TextForm Form), (TemplateSet Set, long LookedAt)> sets = [];
    private readonly ConcurrentDictionary<FileKey, (TemplateFile? File, long LookedAt)> found = [];

    public TemplateText Fill(Alert alert, string part, TextForm form) => Fill(alert, part, form, missing: null);

    public TemplateText FillInline(string template, Alert alert, TextForm form) => FillInline(template, alert, form, missing: null);

    /// <summary>Like the other overload; <paramref name="missing"/> is called with each unknown field that the template uses.</summary>
    public TemplateText Fill(Alert alert, string part, TextForm form, Action<string>? missing) => Guarded(() =>
    {
        if (Find(alert, part) is not { } file)
        {
            return null;
        }

        var set = SetOf(alert.Options.Type, form);
        var asked = new Asked(missing);
        var text = set.Fill(file, AlertFields.Of(alert, asked.Note), alert);
        asked.Report(path => set.PlaceOf(file, path));
        return Checked(file.Path, text, alert, form);
    });

    /// <inheritdoc cref="Fill(Alert, string, TextForm, Action{string})"/>
    public TemplateText FillInline(string template, Alert alert, TextForm form, Action<string>? missing) => Guarded(() =>
    {
        if (IsForFailuresOnly(template, alert))
        {
            return null;
        }

        const string Name = "the template in the configuration";
        var asked = new Asked(missing);
        var text = SetOf(alert.Options.Type, form).FillInline(template, Name, AlertFields.Of(alert, asked.Note), alert);
        asked.Report(_ => Name);
        return Checked(Name, text, alert, form);
    });

    /// <summary>The file of an alert's template; null when there is none.</summary>
    /// <exception cref="TemplateException">The named template is not available.</exception>
    public TemplateFile? Find(Alert alert, string part)
    {
        var key = new FileKey(alert.Options.Type, alert.Options.Template, part, string.Join('\n', TemplateFiles.DefaultNames(alert)));
        if (found.TryGetValue(key, out var known) && time.GetElapsedTime(known.LookedAt) <= LookAgainAfter)
        {
            return known.File;
        }

        var file = files.Find(alert, part);
        if (found.Count >= TemplateSet.MaxTemplates)
        {
            found.Clear();
        }

        found[key] = (file, time.GetTimestamp());
        return file;
    }

    private static TemplateText Guarded(Func<string?> fill)
    {
        try
        {
            return new TemplateText(fill(), null);
        }
        catch (TemplateException e)
        {
            return new TemplateText(null, e.Message);
        }
    }

    /// <summary>
    /// Whether a text or subject is only for one failure: it must not announce a recovery or a group, for which the built-in form is used.
    /// </summary>
    private static bool IsForFailuresOnly(string template, Alert alert) =>
        (alert.Reason.IsMany || alert.Reason.Kind == AlertKind.Resolved)
        && (template == alert.Options.Text || alert.Options.OwnTemplates.Any(own => own.Key == "subject" && own.Template == template))
        && !TemplateFiles.ShowsReason(template);

    /// <summary>The destination rejects invalid JSON and XML, so the built-in form is sent instead.</summary>
    private static string Checked(string name, string text, Alert alert, TextForm form)
    {
        if (form == TextForm.Xml)
        {
            return CheckedXml(name, text);
        }

        if (form is not (TextForm.Json or TextForm.SlackJson))
        {
            return text;
        }

        try
        {
            // The channels for Slack and Teams parse and write the JSON again, and accept a trailing comma from a loop.
            var repaired = (alert.Options.Type, form) is ("slack", TextForm.SlackJson) or ("teams", TextForm.Json);
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { AllowTrailingCommas = repaired });
            while (reader.Read())
            {
            }

            return text;
        }
        catch (JsonException e)
        {
            throw new TemplateException(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} does not produce valid JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1} of the output; put values "
                    + $"within quotes, look for a comma too many or too few, and use {{{{json x}}}} for lists"));
        }
    }

    private static string CheckedXml(string name, string text)
    {
        try
        {
            // Nothing outside the text is read, even if a document type refers to it.
            using var reader = XmlReader.Create(
                new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            while (reader.Read())
            {
            }

            return text;
        }
        catch (XmlException e)
        {
            throw new TemplateException(string.Create(
                CultureInfo.InvariantCulture, $"{name} does not produce valid XML: line {e.LineNumber}, column {e.LinePosition} of the "
                    + $"output; close each element, and put values into text or quoted attributes"));
        }
    }

    private TemplateSet SetOf(string type, TextForm form)
    {
        if (sets.TryGetValue((type, form), out var known) && !known.Set.IsFull)
        {
            if (time.GetElapsedTime(known.LookedAt) <= LookAgainAfter)
            {
                return known.Set;
            }

            if (known.Set.IsFresh())
            {
                sets[(type, form)] = known with { LookedAt = time.GetTimestamp() };
                return known.Set;
            }
        }

        var made = new TemplateSet(files, type, form, time);
        sets[(type, form)] = (made, time.GetTimestamp());
        return made;
    }

    private readonly record struct FileKey(string Type, string? Template, string Part, string Names);

    /// <summary>The unknown fields that a template uses.</summary>
    private sealed class Asked(Action<string>? tell)
    {
        private readonly Dictionary<string, string> paths = [];

        public Action<string, string>? Note => tell is null ? null : (path, hint) => paths[path] = hint;

        public void Report(Func<string, string> placeOf)
        {
            foreach (var (path, hint) in paths)
            {
                tell!($"{placeOf(path)}: there is no field {path}{hint}");
            }
        }
    }
}
