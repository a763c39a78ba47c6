using System.Globalization;
using System.Text.Json;
using Butler.Core.Text;

namespace Butler.Functions.QlikCloud;

/// <summary>
/// An event as Qlik Cloud sends it. Its attributes have the names of CloudEvents 1.0, or the older ones of CloudEvents 0.1
/// (<c>eventId</c>, <c>eventTime</c>, <c>extensions</c>), or both (https://qlik.dev/changelog); the newer ones win.
/// </summary>
internal sealed class QlikEvent
{
    /// <summary>The maximum length of ids, names and other short texts, in characters.</summary>
    public const int MaxText = 300;

    private readonly JsonElement root;
    private readonly JsonElement? extensions;

    private QlikEvent(JsonElement root)
    {
        this.root = root;
        extensions = Member(root, "extensions");
        Data = Member(root, "data");
    }

    /// <summary>The event's id; null when it has none.</summary>
    public string? Id => Text("id", "eventId");

    /// <summary>Qlik Cloud's type, such as <c>com.qlik.v1.reload.finished</c>.</summary>
    public string Type { get; private init; } = "";

    /// <summary>When it happened, UTC; null when it does not say, or not in the form of RFC 3339.</summary>
    public DateTimeOffset? Time => Instant(Text("time", "eventTime"));

    public string? Source => Text("source", null);

    public string? TypeVersion => Text("eventtypeversion", "eventTypeVersion");

    public string? TenantId => Extension("tenantid", "tenantId");

    public string? UserId => Extension("userid", "userId");

    public string? OwnerId => Extension("ownerid", "ownerId");

    public string? SpaceId => Extension("spaceid", "spaceId");

    /// <summary>The resource that it is about: of an app's events, the app.</summary>
    public string? ResourceId => Extension("toplevelresourceid", "topLevelResourceId");

    /// <summary>The details, which depend on the type; null when there are none.</summary>
    public JsonElement? Data { get; }

    /// <summary>Reads an event.</summary>
    /// <exception cref="JsonException">It is not JSON, not an object, or has no type.</exception>
    public static QlikEvent Read(ReadOnlyMemory<byte> body)
    {
        var root = JsonElement.Parse(body.Span);
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("The body is not an event: it is not a JSON object.");
        }

        var read = new QlikEvent(root);
        return new QlikEvent(root) { Type = read.Text("type", "eventType") ?? throw new JsonException("The event has no type.") };
    }

    /// <summary>A time in the details; null when it is missing or malformed.</summary>
    public static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>A text in the details, or a number as text; null when it is missing, empty or something else.</summary>
    public string? Detail(string name) => Message(name, MaxText);

    /// <summary>Like <see cref="Detail"/>, with a maximum length of its own, in characters.</summary>
    public string? Message(string name, int most) => Data is { } data ? TextOf(data, name, most) : null;

    /// <summary>A boolean in the details; null when it is missing or something else.</summary>
    public bool? Truth(string name) =>
        Data is { } data && Member(data, name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } truth
            ? truth.GetBoolean()
            : null;

    private string? Extension(string name, string older) => TextOf(root, name) ?? (extensions is { } bag ? TextOf(bag, older) : null);

    private string? Text(string name, string? older) => TextOf(root, name) ?? (older is null ? null : TextOf(root, older));

    private static string? TextOf(JsonElement element, string name, int most = MaxText) => Member(element, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } value ? TextCut.ToLength(value, most) : null,
        { ValueKind: JsonValueKind.Number } number => TextCut.ToLength(number.GetRawText(), most),
        _ => null,
    };

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;
}
