using System.Globalization;

namespace Butler.Functions.Alerts;

/// <summary>The access licenses of one type, now and about a week ago.</summary>
internal sealed record DigestLicense
{
    /// <summary>The type by Butler's name, such as <c>analyzer</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The unit of the numbers, such as <c>minutes</c>; null for licenses.</summary>
    public string? Unit { get; init; }

    public double Available { get; init; }

    public double Total { get; init; }

    /// <summary>The number that was left at the earlier count; null without one.</summary>
    public double? AvailableBefore { get; init; }

    public double? TotalBefore { get; init; }

    /// <summary>The days between the two counts; null without an earlier one.</summary>
    public int? DaysBetween { get; init; }

    /// <summary>Such as <c>3 of 120 left</c>.</summary>
    public string Left => string.Create(
        CultureInfo.InvariantCulture, $"{Available:0.#} of {Total:0.#}{(Unit is null ? "" : " " + Unit)} left");

    /// <summary>Such as <c>a week ago 9 of 120</c>; null without an earlier count.</summary>
    public string? Trend => (AvailableBefore, TotalBefore, DaysBetween) is ({ } available, { } total, { } days)
        ? string.Create(CultureInfo.InvariantCulture, $"{Ago(days)} {available:0.#} of {total:0.#}")
        : null;

    private static string Ago(int days) => days switch
    {
        7 => "a week ago",
        1 => "a day ago",
        _ => string.Create(CultureInfo.InvariantCulture, $"{days} days ago"),
    };
}

/// <summary>The server license of a site.</summary>
internal sealed record DigestServerLicense
{
    /// <summary>The days left at the end of the day; negative when it has expired, null when that is unknown.</summary>
    public int? DaysUntilExpiry { get; init; }

    /// <summary>The last day, as <c>yyyy-MM-dd</c>; null when it is unknown.</summary>
    public string? ExpiryDateStr { get; init; }

    public bool LicenseExpired { get; init; }

    /// <summary>Such as <c>expires on 2031-05-01, in 53 days</c>.</summary>
    public string Expiry => MonitorText.Expiry(LicenseExpired, DaysUntilExpiry, ExpiryDateStr, "expires");
}
