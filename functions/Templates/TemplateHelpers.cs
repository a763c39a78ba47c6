using System.Collections.Frozen;
using System.Globalization;
using Butler.Core.Text;
using Butler.Functions.Configuration;
using Butler.Functions.Templates.Fields;
using HandlebarsDotNet;
using HandlebarsDotNet.PathStructure;
using HandlebarsDotNet.ValueProviders;
using static Butler.Functions.Templates.HelperConditions;

namespace Butler.Functions.Templates;

/// <summary>
/// The helpers for templates besides the engine's own (<c>if</c>, <c>unless</c>, <c>each</c>, <c>with</c>, <c>lookup</c>). Their results
/// are escaped like fields, except those already in the form of the text (<c>link</c>, <c>code</c>, <c>json</c>).
/// </summary>
internal sealed class TemplateHelpers(TextForm form)
{
    private static readonly ChainSegment SiteSegment = ChainSegment.Create("site of the alert");
    private static readonly ChainSegment TimeSegment = ChainSegment.Create("time of the template");

    private static readonly FrozenDictionary<string, Helper> Helpers = new Dictionary<string, Helper>
    {
        ["eq"] = new(2, 2, "{{#if (eq logLevel \"ERROR\")}}", c => Same(c[0], c[1])),
        ["ne"] = new(2, 2, "{{#if (ne logLevel \"INFO\")}}", c => !Same(c[0], c[1])),
        ["and"] = new(1, 20, "{{#if (and appName scriptLogTail)}}", c => c.All.All(IsTrue)),
        ["or"] = new(1, 20, "{{#if (or appName taskName)}}", c => c.All.Any(IsTrue)),
        ["not"] = new(1, 1, "{{#if (not isTest)}}", c => !IsTrue(c[0])),
        ["gt"] = new(2, 2, "{{#if (gt heldBack 0)}}", c => c.Compare() > 0),
        ["lt"] = new(2, 2, "{{#if (lt scriptLogSize 1000)}}", c => c.Compare() < 0),
        ["date"] = new(1, 3, "{{date time \"yyyy-MM-dd HH:mm zzz\" \"Europe/Stockholm\"}}", HelperTimes.Date),
        ["duration"] = new(1, 1, "{{duration executionDuration}}", HelperTimes.Duration),
        ["size"] = new(1, 1, "{{size appFileSize}}", HelperNumbers.Size),
        ["number"] = new(1, 2, "{{number scriptLogSize}} or {{number scriptLogSize 1}}", HelperNumbers.Number),
        ["truncate"] = new(2, 2, "{{truncate taskName 40}}", c => TextCut.ToLength(c.Text(0), c.Whole(1))),
        ["lines"] = new(1, 2, "{{lines errorLines 5}}", HelperTexts.Lines),
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
        ["link"] = new(1, 2, "{{link appUrl appName}}", HelperTexts.Link),
        ["json"] = new(1, 1, "{{json taskTags}}", HelperTexts.Json),
        ["urlEncode"] = new(1, 1, "{{urlEncode taskName}}", c => Uri.EscapeDataString(c.Text(0))),
        ["code"] = new(1, 1, "{{code scriptLogTail}}", HelperTexts.Code),
        [Log] = new(0, int.MaxValue, "{{log taskName}}", _ => null),
        [TemplateSyntax.ListHelper] = new(1, 1, "{{#each taskTags}}", c => c[0]),
        [TemplateSyntax.BracesHelper] = new(1, 1, "}", c => new FinishedText(new string('}', c.Whole(0)))),
    }.ToFrozenDictionary();

    /// <summary>The helper <c>log</c>, which in JavaScript writes to the browser's console; it adds nothing to the text.</summary>
    private const string Log = "log";

    /// <summary>The helpers with a boolean result, which can also be blocks: <c>{{#eq a b}}...{{else}}...{{/eq}}</c>.</summary>
    private static readonly string[] Conditions = ["eq", "ne", "and", "or", "not", "gt", "lt"];

    /// <summary>The names of all helpers, including the engine's own.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Helpers.Keys.Except([TemplateSyntax.BracesHelper, TemplateSyntax.ListHelper]),
        "if", "unless", "each", "with", "lookup",
    ];

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
            HandlebarsReturnWithOptionsHelper answer = (in HelperOptions options, in Context context, in Arguments arguments) =>
                Answer(name, helper, options.Data, context, arguments);
            engine.RegisterHelper(name, answer);
        }

        foreach (var name in Conditions)
        {
            engine.RegisterHelper(name, (EncodedTextWriter writer, BlockHelperOptions options, Context context, Arguments arguments) =>
            {
                if (Answer(name, Helpers[name], options.Data, context, arguments) is true)
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

    private object? Answer(string name, Helper helper, DataValues data, Context context, Arguments arguments)
    {
        data.Value<Action>(TimeSegment)!();

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

        var call = new HelperCall(name, helper, given, data.Value<SiteOptions>(SiteSegment)!, form);
        return given.Count < helper.Least || given.Count > helper.Most || given.Count < arguments.Length
            ? throw call.Fault(string.Create(CultureInfo.InvariantCulture, $"is given {given.Count} values"))
            : helper.Answer(call);
    }
}
