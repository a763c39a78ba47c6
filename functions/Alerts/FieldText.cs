using System.Globalization;
using System.Text.Json;
using Butler.Core.Events.Kinds;
using Butler.Core.Text;

namespace Butler.Functions.Alerts;

/// <summary>Formats values of an event's data for people.</summary>
internal static class FieldText
{
    private const int MaxValue = 500;

    /// <summary>Windows exit codes that explain why a service stopped.</summary>
    private static readonly Dictionary<double, string> ExitCodes = new()
    {
        [5] = "access denied",
        [1053] = "the service did not start in time",
        [1060] = "no such service",
        [1066] = "the service's own exit code says why",
        [1067] = "the process ended unexpectedly",
        [1068] = "a service that it depends on did not start",
        [1069] = "logon failure",
        [1077] = "never started since the machine started",
        [1115] = "the machine shuts down",
    };

    /// <summary>
    /// Formats a field's value by its declared type and unit; empty when there is nothing to show, or it has another type.
    /// </summary>
    public static string Of(Alert alert, EventField field, JsonElement value) => (field.Type, value.ValueKind) switch
    {
        (EventFieldType.Time, JsonValueKind.String) when value.TryGetDateTimeOffset(out var time) => AlertText.Time(alert, time),
        (EventFieldType.Number, JsonValueKind.Number) when value.TryGetDouble(out var number) => Number(field, number),
        (EventFieldType.Truth, JsonValueKind.True) => "yes",
        (EventFieldType.Truth, _) => "",
        _ => TextCut.ToLength(string.Join(", ", AlertData.Scalars(value)), MaxValue),
    };

    private static string Number(EventField field, double number) => (field.Name, field.Unit) switch
    {
        ("win32ExitCode" or "serviceExitCode", _) when number == 0 => "",
        ("daysUntilExpiry", _) when number < 0 => $"expired {Days(-number)} ago",
        ("win32ExitCode", _) when ExitCode(number) is { } words => string.Create(CultureInfo.InvariantCulture, $"{number:0} ({words})"),
        (_, "bytes") => AlertText.Size(Math.Max(0, number)),
        (_, "ms") => DurationText.Words(TimeSpan.FromMilliseconds(Math.Clamp(number, 0, 1e14))),
        (_, "s") => DurationText.Words(TimeSpan.FromSeconds(Math.Clamp(number, 0, 1e11))),
        (_, "days") => Days(number),
        (_, "times") => string.Create(CultureInfo.InvariantCulture, $"{number:0.##} times the usual duration"),
        _ => number.ToString("0.##", CultureInfo.InvariantCulture),
    };

    /// <summary>The meaning of a Windows exit code; null when it is not one that explains why a service stopped.</summary>
    public static string? ExitCode(double code) => ExitCodes.GetValueOrDefault(code);

    /// <summary>Such as <c>53 days</c>.</summary>
    public static string Days(double days) =>
        string.Create(CultureInfo.InvariantCulture, $"{days:0} {(Math.Round(Math.Abs(days)) == 1 ? "day" : "days")}");
}
