using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Secrets;
using Butler.Core.Text;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Monitors.License;

/// <summary>The server license at one look. It holds nothing of the key.</summary>
internal sealed record ServerLicense
{
    private const int MaxReason = 300;

    /// <summary>When it expires; null for a perpetual license.</summary>
    public ValidUntil? ValidUntil { get; private init; }

    /// <summary>Whether the repository names an end that cannot be read.</summary>
    public bool IsUnreadable { get; private init; }

    /// <summary>The days until the last day on which it is valid; null for a perpetual license.</summary>
    public int? DaysLeft { get; private init; }

    /// <summary>Whether it has expired: as the repository says, else by its date; null when both are unknown.</summary>
    public bool? IsExpired { get; private init; }

    public bool? IsBlacklisted { get; private init; }

    public bool? IsInvalid { get; private init; }

    public string? ExpiredReason { get; private init; }

    /// <summary>What makes it unusable, in the order of the words <c>expired</c>, <c>blacklisted</c>, <c>invalid</c>.</summary>
    public IEnumerable<string> Problems() =>
        new[] { (IsExpired, "expired"), (IsBlacklisted, "blacklisted"), (IsInvalid, "invalid") }
            .Where(each => each.Item1 == true).Select(each => each.Item2);

    /// <summary>Reads the answer of <c>GET license</c>.</summary>
    /// <exception cref="MonitorException">The answer is no object.</exception>
    public static ServerLicense Read(JsonElement answer, DateTimeOffset now)
    {
        if (answer.ValueKind != JsonValueKind.Object)
        {
            throw new MonitorException("GET license was answered without a license. Check in the QMC that the site has one");
        }

        var until = LicenseExpiry.Of(answer, out var isUnreadable);
        var days = until?.DaysFrom(now);
        return new ServerLicense
        {
            ValidUntil = until,
            IsUnreadable = isUnreadable,
            DaysLeft = days,
            IsExpired = answer.Bool("isExpired") ?? (days is null ? null : days < 0),
            IsBlacklisted = answer.Bool("isBlacklisted"),
            IsInvalid = answer.Bool("isInvalid"),
            ExpiredReason = answer.Text("expiredReason") is { } reason
                ? TextCut.Beginning(Redaction.CleanKnown(reason), MaxReason)
                : null,
        };
    }

    /// <summary>The data of the events.</summary>
    /// <param name="threshold">The threshold that was passed, in days.</param>
    public JsonObject Data(double? threshold) => new()
    {
        ["licenseExpired"] = IsExpired,
        ["expiryDateStr"] = ValidUntil?.DayText,
        ["daysUntilExpiry"] = DaysLeft,
        ["expiryDate"] = ValidUntil is { } until ? MonitorTimes.Text(until.At) : null,
        ["thresholdDays"] = threshold,
        ["isBlacklisted"] = IsBlacklisted,
        ["isInvalid"] = IsInvalid,
        ["expiredReason"] = ExpiredReason,
    };
}
