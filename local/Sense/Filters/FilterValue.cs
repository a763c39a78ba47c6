using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Local.Sense.Times;

namespace Butler.Local.Sense.Filters;

/// <summary>The value in a comparison. Its type depends on the property: text, GUID, date, number, boolean or enumeration.</summary>
/// <param name="token">The token in the filter.</param>
/// <param name="property">The property's own name, which decides whether it is an enumeration.</param>
internal sealed class FilterValue(FilterToken token, string property)
{
    private readonly Guid? id = Guid.TryParse(token.Text, out var parsed) ? parsed : null;

    /// <exception cref="FilterException">The values cannot be compared with this operator.</exception>
    public bool Holds(JsonValue found, FilterOperator operation) =>
        id is { } ours && operation is (FilterOperator.Eq or FilterOperator.Ne) && found.TryGetValue<Guid>(out var theirs)
            ? ours == theirs == (operation == FilterOperator.Eq)
            : Compare(found, operation);

    private bool Compare(JsonValue found, FilterOperator operation) => found.GetValueKind() switch
    {
        JsonValueKind.String when Date(TextOf(found)) is { } date => Ordered(
            date.CompareTo(Date(token.Text, DateTimeStyles.AssumeUniversal) ?? throw Mismatch("a date")), operation),
        JsonValueKind.String => Text(TextOf(found), operation),
        JsonValueKind.Number =>
            Ordered(decimal.Parse(found.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture).CompareTo(Number()), operation),
        _ => Ordered(
            found.GetValue<bool>().CompareTo(bool.TryParse(token.Text, out var truth) ? truth : throw Mismatch("true or false")),
            operation),
    };

    private bool Text(string found, FilterOperator operation) => operation switch
    {
        FilterOperator.Sw => found.StartsWith(token.Text, StringComparison.OrdinalIgnoreCase),
        FilterOperator.Ew => found.EndsWith(token.Text, StringComparison.OrdinalIgnoreCase),
        FilterOperator.So => found.Contains(token.Text, StringComparison.OrdinalIgnoreCase),
        _ when token.Kind == FilterTokenKind.Word && !Guid.TryParse(token.Text, out _) =>
            throw Mismatch("a text in single quotes or a GUID"),
        _ => Ordered(string.Compare(found, token.Text, StringComparison.OrdinalIgnoreCase), operation),
    };

    private bool Ordered(int comparison, FilterOperator operation) => operation switch
    {
        FilterOperator.Eq => comparison == 0,
        FilterOperator.Ne => comparison != 0,
        FilterOperator.Gt => comparison > 0,
        FilterOperator.Ge => comparison >= 0,
        FilterOperator.Lt => comparison < 0,
        FilterOperator.Le => comparison <= 0,
        _ => throw new FilterException($"{operation} compares texts, which {property} is not"),
    };

    private decimal Number() =>
        decimal.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : Enumeration() ?? throw Mismatch("a number");

    private int? Enumeration() => property.ToLowerInvariant() switch
    {
        "status" => Enum.TryParse<Site.ExecutionStatus>(token.Text, ignoreCase: true, out var status) ? (int)status : null,
        "tasktype" => Enum.TryParse<Site.TaskType>(token.Text, ignoreCase: true, out var type) ? (int)type : null,
        _ => null,
    };

    private static string TextOf(JsonValue found) => found.TryGetValue<Guid>(out var id) ? id.ToString() : found.GetValue<string>();

    // Only QRS's own date format is a date; a name that looks like a date is a text.
    private static DateTimeOffset? Date(string found) =>
        DateTimeOffset.TryParseExact(found, QrsTime.Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : null;

    private static DateTimeOffset? Date(string text, DateTimeStyles styles) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, styles, out var date) ? date : null;

    private FilterException Mismatch(string expected) => new($"{property} cannot be compared with '{token.Text}': expected {expected}");
}
