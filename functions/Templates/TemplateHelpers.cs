using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Butler.Core.Text;
using Butler.Core.Time;
using Butler.Functions.Configuration;
using HandlebarsDotNet;
using HandlebarsDotNet.PathStructure;

namespace Butler.Functions.Templates;

/// <summary>
/// The helpers for templates besides the engine's own (<c>if</c>, <c>unless</c>, <c>each</c>, <c>with</c>, <c>lookup</c>). Their results
/// are escaped like fields, except those already in the form of the text (<c>link</c>, <c>code</c>, <c>json</c>).
/// </summary>
internal sealed class TemplateHelpers(TextForm form)
{
    private static readonly ChainSegment SiteSegment = ChainSegment.Create("site of the alert");
    private static readonly ChainSegment TimeSegment = ChainSegment.Create("time of the template");

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly FrozenDictionary<string, Helper> Helpers = new Dictionary<string, Helper>
    {
        ["eq"] = new(2, 2, "{{#if (eq logLevel \"ERROR\")}}", c => Same(c[0], c[1])),
        ["ne"] = new(2, 2, "{{#if (ne logLevel \"INFO\")}}", c => !Same(c[0], c[1])),
        ["and"] = new(1, 20, "{{#if (and appName scriptLogTail)}}", c => c.All.All(IsTrue)),
        ["or"] = new(1, 20, "{{#if (or appName taskName)}}", c => c.All.Any(IsTrue)),
        ["not"] = new(1, 1, "{{#if (not isTest)}}", c => !IsTrue(c[0])),
        ["gt"] = new(2, 2, "{{#if (gt heldBack 0)}}", c => c.Compare() > 0),
        ["lt"] = new(2, 2, "{{#if (lt scriptLogSize 1000)}}", c => c.Compare() < 0),
        ["date"] = new(1, 3, "{{date time \"yyyy-MM-dd HH:mm zzz\" \"Europe/Stockholm\"}}", Date),
        ["duration"] = new(1, 1, "{{duration executionDuration}}", Duration),
        ["size"] = new(1, 1, "{{size appFileSize}}", Size),
        ["number"] = new(1, 2, "{{number scriptLogSize}} or {{number scriptLogSize 1}}", Number),
        ["truncate"] = new(2, 2, "{{truncate taskName 40}}", c => TextCut.ToLength(c.Text(0), c.Whole(1))),
        ["lines"] = new(1, 2, "{{lines errorLines 5}}", Lines),
        ["first"] = new(
            1, 2, "{{#each (first errorLines 3)}}",
            c => c.Arguments.Count == 1 ? (c.List(0) is [var first, ..] ? first : null) : c.List(0).Take(c.Whole(1)).ToArray()),
        ["last"] = new(
            1, 2, "{{#each (last errorLines 3)}}",
            c => c.Arguments.Count == 1 ? (c.List(0) is [.., var last] ? last : null) : c.List(0).TakeLast(c.Whole(1)).ToArray()),
        ["join"] = new(
            1, 2, "{{join taskTags \", \"}}",
            c => string.Join(c.Arguments.Count == 1 ? ", " : c.Text(1), c.List(0).Select(ValueFormatters.Shown))),
        ["upper"] = new(1, 1, "{{upper logLevel}}", c => c.Text(0).ToUpper(c.Culture)),
        ["lower"] = new(1, 1, "{{lower logLevel}}", c => c.Text(0).ToLower(c.Culture)),
        ["default"] = new(2, 2, "{{default appName \"no app\"}}", c => IsEmpty(c[0]) ? c[1] : c[0]),
        ["link"] = new(1, 2, "{{link appUrl appName}}", Link),
        ["json"] = new(1, 1, "{{json taskTags}}", Json),
        ["urlEncode"] = new(1, 1, "{{urlEncode taskName}}", c => Uri.EscapeDataString(c.Text(0))),
        ["code"] = new(1, 1, "{{code scriptLogTail}}", Code),
        [Log] = new(0, int.MaxValue, "{{log taskName}}", _ => null),
        [TemplateSyntax.ListHelper] = new(1, 1, "{{#each taskTags}}", c => c[0]),
        [TemplateSyntax.BracesHelper] = new(1, 1, "}", c => new FinishedText(new string('}', c.Whole(0)))),
    }.ToFrozenDictionary();

    /// <summary>The helper <c>log</c>, which in JavaScript writes to the browser's console; it adds nothing to the text.</summary>
    private const string Log = "log";

    /// <summary>The helpers with a boolean result, which can also be blocks: <c>{{#eq a b}}...{{else}}...{{/eq}}</c>.</summary>
    private static readonly string[] Conditions = ["eq", "ne", "and", "or", "not", "gt", "lt"];

    /// <summary>The names of all helpers, including the engine's own.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Helpers.Keys.Except([TemplateSyntax.BracesHelper, TemplateSyntax.ListHelper]), "if", "unless", "each", "with", "lookup"];

    /// <summary>The data for the engine, so that helpers know the alert's site.</summary>
    /// <param name="site">The alert's site.</param>
    /// <param name="checkTime">Throws when the template has run too long.</param>
    public static object DataOf(SiteOptions site, Action checkTime) =>
        new Dictionary<string, object?> { [SiteSegment.ToString()] = site, [TimeSegment.ToString()] = checkTime };

    /// <summary>Registers the helpers with an engine.</summary>
    public void Register(IHandlebars engine)
    {
        foreach (var (name, helper) in Helpers)
        {
            engine.RegisterHelper(name, (HandlebarsReturnWithOptionsHelper)((in HelperOptions options, in Context context, in Arguments arguments) =>
                Answer(
                    name, helper, options.Data.Value<SiteOptions>(SiteSegment)!, options.Data.Value<Action>(TimeSegment)!, context,
                    arguments)));
        }

        foreach (var name in Conditions)
        {
            engine.RegisterHelper(name, (EncodedTextWriter writer, BlockHelperOptions options, Context context, Arguments arguments) =>
            {
                if (Answer(name, Helpers[name], options.Data.Value<SiteOptions>(SiteSegment)!, options.Data.Value<Action>(TimeSegment)!, context, arguments) is true)
                {
                    options.Template(writer, context);
                }
                else
                {
                    options.Inverse(writer, context);
                }
            });
        }
    }

    /// <summary>Whether a value counts as true, as for <c>if</c>.</summary>
    private static bool IsTrue(object? value) => value switch
    {
        null or "" or false => false,
        object?[] list => list.Length > 0,
        int or long or short or double or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture) != 0,
        _ => true,
    };

    private static bool IsEmpty(object? value) => value is null or "" or object?[] { Length: 0 };

    /// <summary>Compares like <c>===</c>: a number never equals a text; all numbers have one type.</summary>
    private static bool Same(object? a, object? b) => (a, b) switch
    {
        (null, null) => true,
        (string x, string y) => x == y,
        (bool x, bool y) => x == y,
        (int or long or short or double or decimal, int or long or short or double or decimal) =>
            Convert.ToDouble(a, CultureInfo.InvariantCulture).Equals(Convert.ToDouble(b, CultureInfo.InvariantCulture)),
        _ => ReferenceEquals(a, b),
    };

    private static string? Date(Call call)
    {
        if (IsEmpty(call[0]) || call[0] is "Never" or "-")
        {
            return call.Text(0);
        }

        var zone = call.Site.TimeZone;
        if (call.Arguments.Count == 3 && !TimeZoneNames.TryFind(call.Text(2), out zone!))
        {
            throw call.Fault($"knows no time zone \"{call.Text(2)}\"");
        }

        var local = TimeZoneInfo.ConvertTime(call.Time(0), zone);
        var dates = call.Culture.DateTimeFormat;
        var offset = local.ToString("zzz", CultureInfo.InvariantCulture);
        var text = (call.Arguments.Count == 1 ? "short" : call.Text(1)) switch
        {
            "short" => $"{local.ToString(dates.ShortDatePattern, call.Culture)} {local.ToString(dates.ShortTimePattern, call.Culture)} "
                + $"{offset}",
            "long" => $"{local.ToString(dates.LongDatePattern, call.Culture)} {local.ToString(dates.LongTimePattern, call.Culture)} "
                + $"{offset}",
            "date" => local.ToString(dates.ShortDatePattern, call.Culture),
            "time" => $"{local.ToString(dates.ShortTimePattern, call.Culture)} {offset}",
            "iso" => local.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            var own => Own(call, local, own),
        };
        return text.Replace('\u202F', ' ').Replace('\u00A0', ' ');
    }

    private static string Own(Call call, DateTimeOffset local, string format)
    {
        try
        {
            return local.ToString(format, call.Culture);
        }
        catch (FormatException)
        {
            throw call.Fault($"knows no format \"{format}\": short, long, date, time, iso, or a .NET date pattern");
        }
    }

    private static string? Duration(Call call)
    {
        TimeSpan? duration = call[0] switch
        {
            null or "" => null,
            FieldMap map when map.TryGetValue("hours", out var h) && map.TryGetValue("minutes", out var m)
                && map.TryGetValue("seconds", out var s) =>
                new TimeSpan((int)call.Number(h), (int)call.Number(m), (int)call.Number(s)),
            var value => TimeSpan.FromMilliseconds(Math.Min(call.Number(value), 1e14)),
        };
        return duration switch
        {
            null => null,
            { TotalSeconds: < 1 } brief => string.Create(CultureInfo.InvariantCulture, $"{brief.TotalMilliseconds:0} ms"),
            { } known => DurationText.Words(known),
        };
    }

    private static string? Size(Call call)
    {
        if (IsEmpty(call[0]))
        {
            return null;
        }

        var (bytes, unit) = (call.Number(call[0]), 0);
        string[] units = ["bytes", "KB", "MB", "GB", "TB"];
        while (bytes >= 1024 && unit < units.Length - 1)
        {
            (bytes, unit) = (bytes / 1024, unit + 1);
        }

        return $"{bytes.ToString(unit == 0 ? "0" : "0.#", call.Culture)} {units[unit]}";
    }

    private static string? Number(Call call) => IsEmpty(call[0])
        ? null
        : call.Number(call[0]).ToString(
            call.Arguments.Count == 2 ? string.Create(CultureInfo.InvariantCulture, $"N{Math.Min(call.Whole(1), 10)}") : "#,0.##",
            call.Culture)
            .Replace('\u202F', ' ').Replace('\u00A0', ' ');

    private static string Lines(Call call)
    {
        var list = call.List(0);
        if (call.Arguments.Count == 1 || list.Length <= call.Whole(1))
        {
            return string.Join('\n', list.Select(ValueFormatters.Shown));
        }

        var most = call.Whole(1);
        return string.Join('\n', list.Take(most).Select(ValueFormatters.Shown).Append(string.Create(CultureInfo.InvariantCulture, $"… ({list.Length - most} more)")));
    }

    private static object? Link(Call call)
    {
        var text = call.Arguments.Count == 2 && call.Text(1).Length > 0 ? call.Text(1) : call.Text(0);
        if (call.Text(0).Length == 0)
        {
            return call.Arguments.Count == 2 ? call.Text(1) : null;
        }

        // Other addresses, such as javascript:, are shown only as text.
        if (!Uri.TryCreate(call.Text(0), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https" or "mailto"))
        {
            return text == call.Text(0) ? text : $"{text} ({call.Text(0)})";
        }

        return call.Form switch
        {
            TextForm.Html => new FinishedText($"<a href=\"{TextEscape.Html(url.AbsoluteUri)}\">{TextEscape.Html(text)}</a>"),
            TextForm.SlackJson => new FinishedText(TextEscape.Json(
                $"<{TextEscape.Slack(url.AbsoluteUri).Replace("|", "%7C", StringComparison.Ordinal)}|{TextEscape.Slack(text.ReplaceLineEndings(" "))}>")),
            _ => text == call.Text(0) ? text : $"{text} ({url.AbsoluteUri})",
        };
    }

    private static object Code(Call call) => call.Form switch
    {
        TextForm.Html => new FinishedText($"<pre>{TextEscape.Html(call.Text(0))}</pre>"),
        TextForm.SlackJson => new FinishedText(TextEscape.Json($"```{TextEscape.Slack(call.Text(0).Replace("```", "'''", StringComparison.Ordinal))}```")),
        _ => call.Text(0),
    };

    private static object Json(Call call)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            JsonValues.Write(writer, call[0], call.Form == TextForm.SlackJson ? TextEscape.Slack : text => text);
        }

        var json = Encoding.UTF8.GetString(buffer.ToArray());
        return call.Form is TextForm.Json or TextForm.SlackJson ? new FinishedText(json) : json;
    }

    private object? Answer(string name, Helper helper, SiteOptions site, Action checkTime, Context context, Arguments arguments)
    {
        checkTime();

        // In {{#with}} or {{#each}}, a field may have the helper's name. Without arguments the field is meant.
        if (arguments.Length == 0 && context.Value is FieldMap map && map.ContainsKey(name))
        {
            return map[name];
        }

        if (name == Log)
        {
            return null;
        }

        var given = new List<object?>(arguments.Length);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is not HandlebarsDotNet.Compiler.HashParameterDictionary)
            {
                given.Add(
                    arguments[i] switch { UndefinedBindingResult => null, FinishedText finished => finished.Text, var other => other });
            }
        }

        var call = new Call(name, helper, given, site, form);
        return given.Count < helper.Least || given.Count > helper.Most || given.Count < arguments.Length
            ? throw call.Fault(string.Create(CultureInfo.InvariantCulture, $"is given {given.Count} values"))
            : helper.Answer(call);
    }

    /// <summary>A helper: its number of arguments, an example, and its function.</summary>
    private sealed record Helper(int Least, int Most, string Example, Func<Call, object?> Answer);

    private sealed class Call(string name, Helper helper, IReadOnlyList<object?> arguments, SiteOptions site, TextForm form)
    {
        public IReadOnlyList<object?> Arguments => arguments;

        public IEnumerable<object?> All => arguments;

        public SiteOptions Site => site;

        public TextForm Form => form;

        public CultureInfo Culture => CultureInfo.GetCultureInfo(site.Locale);

        public object? this[int index] => arguments[index];

        /// <summary>The fault of an invalid call. It holds no values of the event.</summary>
        public HelperException Fault(string problem) => new(name, $"{problem}; use it as in {helper.Example}");

        public string Text(int index) => ValueFormatters.Shown(arguments[index]);

        /// <summary>A whole number from 0.</summary>
        public int Whole(int index) => Number(arguments[index]) is >= 0 and <= int.MaxValue and var number && Math.Floor(number) == number
            ? (int)number
            : throw Fault("needs a whole number from 0");

        public double Number(object? value) => value switch
        {
            int or long or short or double or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture),
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            null => 0,
            _ => throw Fault("needs a number"),
        };

        public DateTimeOffset Time(int index) =>
            DateTimeOffset.TryParse(Text(index), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw Fault("needs a time, such as timeUtc, or another of the fields that hold one");

        /// <summary>A list, or the lines of a text.</summary>
        public object?[] List(int index) => arguments[index] switch
        {
            null or "" => [],
            object?[] list => list,
            string text => text.ReplaceLineEndings("\n").Split('\n'),
            var other => [other],
        };

        public int? Compare() => arguments[0] is null || arguments[1] is null ? null : Number(arguments[0]).CompareTo(Number(arguments[1]));
    }
}
