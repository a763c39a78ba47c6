using System.Globalization;
using Butler.Core.Text;

namespace Butler.Functions.Alerts;

/// <summary>The plain texts of an alert, which all channels share.</summary>
internal static class AlertText
{
    /// <summary>The prefix of the task's name in a test alert, for destinations that show no title.</summary>
    public const string TestMark = "TEST ";

    /// <summary>The maximum length of a title in characters.</summary>
    private const int MaxTitle = 250;

    /// <summary>The maximum length of a note in characters.</summary>
    private const int MaxNote = 500;

    /// <summary>The maximum length of a template's fault in characters.</summary>
    private const int MaxFault = 300;

    /// <summary>One line: the event, the affected thing, and the reason.</summary>
    public static string Title(Alert alert) => OneLine(
        alert.Reason.Kind switch
        {
            AlertKind.Group => EventWords.Many(alert),
            AlertKind.Resolved when alert.Reason.IsMany => $"Back to normal: {EventWords.Things(alert)}",
            AlertKind.Escalated when alert.Reason.IsMany => $"Still failing, nobody has reacted: {EventWords.Things(alert)}",
            AlertKind.Resolved => $"Back to normal: {EventWords.Name(alert) ?? EventWords.Describe(alert.Event.Type)}",
            AlertKind.Escalated => $"Still failing, nobody has reacted: {EventWords.Name(alert) ?? EventWords.One(alert)}",
            AlertKind.Acknowledged when alert.Reason.IsMany => $"Acknowledged: {EventWords.Things(alert)}",
            AlertKind.Acknowledged => $"Acknowledged: {EventWords.Name(alert) ?? EventWords.One(alert)}",
            AlertKind.Test => $"TEST: {EventWords.One(alert).Replace(TestMark, "", StringComparison.Ordinal)}",
            _ => EventWords.One(alert),
        },
        MaxTitle);

    /// <summary>The facts, with the failing lines first; forms that show those separately use <see cref="AlertFacts.Of"/>.</summary>
    public static IReadOnlyList<(string Label, string Value)> Facts(Alert alert) => Failing(alert) is { Count: > 0 } failing
        ? [("Error", string.Join('\n', failing)), .. AlertFacts.Of(alert)]
        : AlertFacts.Of(alert);

    /// <summary>The lines that name the cause of a failure; empty for recoveries and for several events.</summary>
    public static IReadOnlyList<string> Failing(Alert alert) => alert switch
    {
        { Reason.IsMany: true } => [],
        { Reason.Kind: AlertKind.Resolved } => [],
        { Task.ErrorLines: { Count: > 0 } lines } => lines,
        _ when MonitorText.Cause(alert.Event) is { } cause => [cause],
        _ => AlertData.Failing(alert),
    };

    /// <summary>Notes about the alert itself.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="fault">The fault of a template that the built-in form replaces.</param>
    public static IReadOnlyList<string> Notes(Alert alert, string? fault = null)
    {
        var notes = new List<string>();
        if (alert.Reason.Kind == AlertKind.Test)
        {
            notes.Add("This is a test. Nothing has happened.");
        }

        if (alert.Reason is { IsMany: true, Members: { Count: > 0 } members } && alert.Reason.Listed > members.Count)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The first {members.Count} of {alert.Reason.Listed} are listed."));
        }

        if (alert.Reason.Recovered is > 0 and var recovered)
        {
            notes.Add(alert.Reason switch
            {
                { Kind: AlertKind.Single } => "It has succeeded since.",
                { Kind: AlertKind.Group, Count: var count } when count == recovered => "All of them have succeeded since.",
                { Kind: AlertKind.Escalated } =>
                    string.Create(CultureInfo.InvariantCulture, $"{recovered} others that failed with them have succeeded since."),
                _ => string.Create(CultureInfo.InvariantCulture, $"{recovered} of them {(recovered == 1 ? "has" : "have")} succeeded "
                    + $"since."),
            });
        }

        if (alert.Delivery.Throttle is { HeldBack: > 0 } throttle)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{throttle.HeldBack} more held back since "
                + $"{Time(alert, throttle.Since ?? alert.Event.OrderTime)}."));
        }

        if (alert.Event is { Skewed: true, ReceivedTime: { } received } && alert.Reason.Kind != AlertKind.Group)
        {
            var ahead = alert.Event.Time - received;
            notes.Add($"The log's time is {DurationText.Words(ahead.Duration())} {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} the "
                + $"time of receipt: "
                + $"check the clock of {alert.Task?.Host ?? "the host"}, and udp.timeZone of relay {alert.Event.Relay}.");
        }

        if (EventData.Missing(alert.Event, alert.Task) is { Count: > 0 } missing)
        {
            notes.Add($"Not known: {string.Join(", ", missing)}.");
        }

        if (alert.Delivery.FailedOpen is { Count: > 0 } open)
        {
            notes.Add($"Unknown, so treated as matching: {string.Join(", ", open)}.");
        }

        if (alert.Task?.Cut is { Count: > 0 } cut)
        {
            notes.Add($"Shortened: {string.Join(", ", cut)}.");
        }

        if (alert.PossibleDuplicate)
        {
            notes.Add("This may be a duplicate: an earlier attempt was cut off after it was sent.");
        }

        if (fault is not null)
        {
            notes.Add($"This is the built-in form, because the template is faulty: {OneLine(fault, MaxFault).TrimEnd('.')}.");
        }

        return [.. notes.Select(note => TextCut.ToLength(note, MaxNote))];
    }

    /// <summary>A member of a group on one line: time, event and cause.</summary>
    public static string Member(Alert alert, EventSummary member)
    {
        var time = TimeZoneInfo.ConvertTime(member.OrderTime, alert.Site.TimeZone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var name = member.Task ?? member.App;
        var what = name is null ? EventWords.Describe(member.Type) : $"{EventWords.Describe(member.Type)}: {name}";
        return OneLine(member.Error is { Length: > 0 } error ? $"{time}  {what} - {error}" : $"{time}  {what}", 500);
    }

    /// <summary>A time in the site's zone, with its offset.</summary>
    public static string Time(Alert alert, DateTimeOffset time) =>
        TimeZoneInfo.ConvertTime(time, alert.Site.TimeZone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    /// <summary>Formats a size in bytes, such as <c>46.5 MB</c>.</summary>
    public static string Size(double bytes)
    {
        string[] units = ["bytes", "KB", "MB", "GB", "TB"];
        var unit = 0;
        while (bytes >= 1024 && unit < units.Length - 1)
        {
            (bytes, unit) = (bytes / 1024, unit + 1);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} {units[unit]}");
    }

    /// <summary>A text on one line, without control characters, shortened to a length.</summary>
    public static string OneLine(string text, int most) =>
        TextCut.ToLength(
            string.Join(
                ' ',
                string.Concat(
                    text.Where(c => !VisibleText.TurnsDirection(c)).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c))
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            most);
}
