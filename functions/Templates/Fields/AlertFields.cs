using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Core.Text;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;

namespace Butler.Functions.Templates.Fields;

/// <summary>
/// The fields of an alert for templates, by name: all names of Butler's templates, and new ones. A field that the event does not have is
/// empty. Each value is created when a template uses it.
/// </summary>
internal sealed class AlertFields
{
    private static readonly FrozenDictionary<string, Func<AlertFields, object?>> Table =
        new[] { GeneralFields.Table, TaskFields.Table, AppFields.Table, ExecutionFields.Table, CloudFields.Table, Declared }
            .SelectMany(table => table())
            .DistinctBy(field => field.Key)
            .ToFrozenDictionary();

    private readonly Action<string, string>? missing;

    private AlertFields(Alert alert, Action<string, string>? missing)
    {
        Alert = alert;
        this.missing = missing;
    }

    /// <summary>The names of all fields.</summary>
    public static IReadOnlyList<string> Names => Table.Keys;

    public Alert Alert { get; }

    public TaskEventData? Task => Alert.Task;

    public SiteOptions Site => Alert.Site;

    public bool IsCloud => Alert.Event.Type.StartsWith("cloud.", StringComparison.Ordinal);

    /// <summary>The fields of an alert.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="missing">
    /// Called with each unknown path that a template uses, such as <c>taskNmae</c>, and a similar name; may be null.
    /// </param>
    public static FieldMap Of(Alert alert, Action<string, string>? missing = null)
    {
        var fields = new AlertFields(alert, missing);
        return FieldMap.Of(fields, Table, unknown: fields.Unknown(""));
    }

    public Action<string, IEnumerable<string>>? Unknown(string path) =>
        missing is null ? null : (name, known) => missing(path + name, DidYouMean.Hint(name, known));

    /// <summary>A time in all its forms; null when it is unknown.</summary>
    public FieldMap? Time(string prefix, string name, DateTimeOffset? time) => TimeFields.Of(prefix, time, Site, Unknown(name + "."));

    public object?[] Properties(string name, IReadOnlyList<CustomProperty>? properties) =>
    [
        .. (properties ?? []).Select(p => FieldMap.Of(
            new Dictionary<string, object?> { ["name"] = p.Name, ["value"] = p.Value }, $"{p.Name}: {p.Value}", Unknown(name + "[]."))),
    ];

    public string? TenantUrl() =>
        Text("tenantUrl", "tenant.url")?.TrimEnd('/') ?? (IsCloud && Text("host") is { } host ? $"https://{host}" : null);

    public DateTimeOffset? Instant(params ReadOnlySpan<string> paths) => IsCloud
        && Find(paths) is { ValueKind: JsonValueKind.String } text
        && DateTimeOffset.TryParse(text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    /// <summary>
    /// The first of some paths of the event's data that has a value. Task events have none: their data are read into a type.
    /// </summary>
    public JsonElement? Find(params ReadOnlySpan<string> paths) => Task is not null
        ? null
        : JsonValues.Find(Alert.Event.Data, paths)
            ?? (IsCloud && JsonValues.Find(Alert.Event.Data, ["data"]) is { } inner ? JsonValues.Find(inner, paths) : null);

    public string? Text(params ReadOnlySpan<string> paths) => Find(paths) is { } found ? JsonValues.Of(found) switch
    {
        null => null,
        string text => text,
        FieldMap or object?[] => found.GetRawText(),
        bool yes => yes ? "true" : "false",
        var value => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    }
    : null;

    public object? Value(params ReadOnlySpan<string> paths) => IsCloud && Find(paths) is { } found ? JsonValues.Of(found) : null;

    public object?[] Values(params ReadOnlySpan<string> paths) => Value(paths) as object?[] ?? [];

    public object? Attribute(string name, string own) => Value(own, $"app.attributes.{name}", $"app.{name}", $"attributes.{name}");

    /// <summary>A number in the site's locale, as in Butler's templates for Cloud events.</summary>
    public string? Number(params ReadOnlySpan<string> paths) => Find(paths) is { ValueKind: JsonValueKind.Number } number
        ? number.GetDouble().ToString("#,0.##", CultureInfo.GetCultureInfo(Site.Locale))
        : Text(paths);

    /// <summary>
    /// The declared fields of monitors and of Qlik Cloud that are not listed above. Fields of this system's own events are only in
    /// <c>data</c>, because their names are too general.
    /// </summary>
    private static Dictionary<string, Func<AlertFields, object?>> Declared() => EventKinds.All
        .Where(kind => !kind.Type.StartsWith("butler.", StringComparison.Ordinal) || kind.IsMetric)
        .SelectMany(kind => kind.Data.Where(field => !kind.HasTaskData || field.Label is not null))
        .Select(field => field.Name)
        .Distinct(StringComparer.Ordinal)
        .ToDictionary(name => name, name => (Func<AlertFields, object?>)(f => f.OfKind(name)));

    private object? OfKind(string name) =>
        EventKinds.Find(Alert.Event.Type)?.Has(name) == true && JsonValues.Find(Alert.Event.Data, [name]) is { } found
        ? JsonValues.Of(found)
        : null;
}
