using System.Globalization;

namespace Butler.RelayAgent.Monitors.Running;

/// <summary>Decides which threshold before an expiry to warn of. Each threshold is warned of once.</summary>
/// <param name="thresholds">The thresholds, in days before the expiry.</param>
internal sealed class ExpiryThresholds(IEnumerable<double> thresholds)
{
    /// <summary>A clock that moves back by less does not raise the same warning again.</summary>
    private const double ClearDays = 1;

    private readonly double[] thresholds = [.. thresholds.Order()];

    /// <summary>Finds the threshold to warn of now.</summary>
    /// <param name="daysLeft">The days until the expiry; negative when it has passed.</param>
    /// <param name="warned">The thresholds that have been warned of, of the same expiry.</param>
    /// <returns>The threshold; null when none is due. And the thresholds to remember.</returns>
    public (double? Due, IReadOnlyList<double> Warned) Decide(double daysLeft, IReadOnlyList<double> warned)
    {
        // A threshold that lies ahead again was passed by a wrong clock.
        var kept = warned.Where(days => daysLeft <= days + ClearDays);
        var passed = thresholds.Where(days => daysLeft <= days).ToArray();
        var isDue = passed.Length > 0 && !warned.Contains(passed[0]);

        // The larger thresholds need no warning any more, such as at the first look of a relay that is installed late.
        return (isDue ? passed[0] : null, [.. kept.Union(passed).Order()]);
    }

    /// <summary>A number of days in an event's id.</summary>
    public static string Text(double days) => days.ToString("0.####", CultureInfo.InvariantCulture);
}
