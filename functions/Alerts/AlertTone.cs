using Butler.Core.Events.Kinds;

namespace Butler.Functions.Alerts;

/// <summary>The tone of an alert: its color and sign.</summary>
/// <param name="Name"><c>bad</c>, <c>warning</c>, <c>good</c>, <c>info</c> or <c>test</c>.</param>
/// <param name="Icon">The sign before a title.</param>
/// <param name="Color">The color of a bar on white or black, as <c>#rrggbb</c>.</param>
/// <param name="Card">The style of a container in an adaptive card.</param>
internal sealed record AlertTone(string Name, string Icon, string Color, string Card)
{
    private static readonly AlertTone Bad = new("bad", "🔴", "#d13438", "attention");
    private static readonly AlertTone Warning = new("warning", "🟠", "#d97706", "warning");
    private static readonly AlertTone Good = new("good", "🟢", "#16a34a", "good");
    private static readonly AlertTone Info = new("info", "🔵", "#2563eb", "accent");
    private static readonly AlertTone Test = new("test", "🧪", "#7c3aed", "accent");

    public static AlertTone Of(Alert alert)
    {
        if (alert.Reason.Kind is AlertKind.Test or AlertKind.Resolved)
        {
            return alert.Reason.Kind == AlertKind.Test ? Test : Good;
        }

        // A type of a newer version can have any tone: a warning is not overlooked.
        return EventKinds.Find(alert.Event.Type)?.Tone switch
        {
            EventTone.Error => Bad,
            EventTone.Good => Good,
            EventTone.Info => Info,
            _ => Warning,
        };
    }
}
