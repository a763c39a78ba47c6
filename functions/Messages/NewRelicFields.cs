using Butler.Core.Api;
using Butler.Core.Messages;

namespace Butler.Functions.Messages;

/// <summary>Reads the bodies of requests for New Relic, which are Butler's.</summary>
internal static class NewRelicFields
{
    /// <summary>The end of the year 9999, in milliseconds since 1970.</summary>
    private const double MaxTime = 253_402_300_799_999;

    private static readonly ApiField EventType = ApiField.Text("eventType", "The type of the event.").Required() with { MaxLength = 254 };
    private static readonly ApiField Name = ApiField.Text("name", "The name of the metric.").Required() with { MaxLength = 254 };
    private static readonly ApiField Type = ApiField.Text("type", "The type of the metric.").Required() with { Choices = ["gauge"] };
    private static readonly ApiField Value = ApiField.Number("value", "The value.").Required();

    private static readonly ApiField Timestamp = ApiField.Number(
        "timestamp", "When it happened, in milliseconds since 1970; absent or not above 0: now.");

    private static readonly ApiField Interval = ApiField.Number("interval", "The time that the value is for, in milliseconds.");
    private static readonly ApiField AttributeName = ApiField.Text("name", "The name.").Required() with { MaxLength = 254 };
    private static readonly ApiField AttributeValue = ApiField.Text("value", "The value.").Required() with { MaxLength = 4096 };

    private static readonly ApiField Attributes = ApiField.Objects(
        "attributes", "Attributes; they replace those of the channel with the same name.", AttributeName, AttributeValue);

    /// <summary>The fields of an event.</summary>
    public static IReadOnlyList<ApiField> OfEvent { get; } = [EventType, Timestamp, Attributes];

    /// <summary>The fields of a metric.</summary>
    public static IReadOnlyList<ApiField> OfMetric { get; } = [Name, Type, Value, Timestamp, Interval, Attributes];

    /// <exception cref="ProblemException">A field is missing or not valid.</exception>
    public static NewRelicEventPost Event(RequestFields body) =>
        new(body.RequiredText(EventType), Milliseconds(body, Timestamp), AttributesOf(body));

    /// <exception cref="ProblemException">A field is missing or not valid.</exception>
    public static NewRelicMetricPost Metric(RequestFields body)
    {
        var name = body.RequiredText(Name);
        body.RequiredText(Type);
        return new(
            name, body.Number(Value)!.Value, Milliseconds(body, Timestamp), Milliseconds(body, Interval), AttributesOf(body));
    }

    private static long? Milliseconds(RequestFields body, ApiField field) => body.Number(field) switch
    {
        null or <= 0 => null,
        > MaxTime => throw body.MustBe(field.Name, "a number of milliseconds"),
        { } number => (long)number,
    };

    /// <summary>The attributes; of two with the same name, the last one.</summary>
    private static Dictionary<string, string> AttributesOf(RequestFields body)
    {
        var attributes = new Dictionary<string, string>();
        foreach (var attribute in body.Objects(Attributes))
        {
            attributes[attribute.RequiredText(AttributeName)] = attribute.RequiredText(AttributeValue);
        }

        return attributes;
    }
}
