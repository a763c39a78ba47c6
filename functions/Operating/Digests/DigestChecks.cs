using System.Globalization;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Alerts;

namespace Butler.Functions.Operating.Digests;

/// <summary>
/// Finds, among a site's rows, the checks of licenses that a digest compares: the newest ones, and the count of access licenses of a week
/// ago. Only these rows are read whole.
/// </summary>
internal sealed class DigestChecks(DateTimeOffset to)
{
    /// <summary>From this number of days on the server license is not mentioned.</summary>
    private const int ManyDays = 90;

    private readonly DateTimeOffset weekAgo = to.AddDays(-7);
    private Check? access;
    private Check? accessBefore;
    private Check? server;

    /// <summary>The rows to read: the newest count of access licenses, the earlier one, the newest check of the server license.</summary>
    public (Check? Access, Check? AccessBefore, Check? Server) Wanted => (access, accessBefore == access ? null : accessBefore, server);

    /// <summary>Adds a row of <c>Events</c>.</summary>
    public void Add(TableRow row, string type, DateTimeOffset when)
    {
        var check = new Check(row.PartitionKey, row.RowKey, when);
        if (type is EventTypes.LicenseServer or EventTypes.LicenseExpired or EventTypes.LicenseExpiring)
        {
            server = when >= (server?.When ?? when) ? check : server;
        }
        else if (type == EventTypes.LicenseAccess)
        {
            access = when >= (access?.When ?? when) ? check : access;

            // The last count before the week began, or else the first one within it.
            var isBetter = accessBefore is not { } known
                || (when <= weekAgo ? known.When > weekAgo || when >= known.When : known.When > weekAgo && when < known.When);
            accessBefore = isBetter ? check : accessBefore;
        }
    }

    /// <summary>Compares two counts of access licenses.</summary>
    /// <param name="now">The newest count; null without one.</param>
    /// <param name="before">The earlier count; null without one.</param>
    public static IReadOnlyList<DigestLicense> Licenses(CloudEvent? now, CloudEvent? before)
    {
        if (now is null)
        {
            return [];
        }

        var days = before is null ? 0 : (int)Math.Round((now.OrderTime - before.OrderTime).TotalDays);
        var earlier = before is null || days == 0 ? [] : AccessLicense.Read(new EventFields(before));
        return
        [
            .. AccessLicense.Read(new EventFields(now)).Select(license =>
            {
                var old = earlier.FirstOrDefault(each => each.Type == license.Type);
                return new DigestLicense
                {
                    Type = license.Type,
                    Name = license.Name,
                    Unit = license.Unit.Length > 0 ? license.Unit : null,
                    Available = license.Available,
                    Total = license.Total,
                    AvailableBefore = old?.Available,
                    TotalBefore = old?.Total,
                    DaysBetween = old is null ? null : days,
                };
            }),
        ];
    }

    /// <summary>The server license at the end of the day; null when it has many days left, is perpetual or is unknown.</summary>
    public DigestServerLicense? ServerLicense(CloudEvent? check)
    {
        if (check is null)
        {
            return null;
        }

        var fields = new EventFields(check);
        var date = fields.Text("expiryDateStr");
        var days = DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var last)
            ? last.DayNumber - DateOnly.FromDateTime(to.UtcDateTime).DayNumber
            : (int?)fields.Number("daysUntilExpiry");
        var expired = fields.Truth("licenseExpired") == true;
        return expired || days < ManyDays
            ? new DigestServerLicense { DaysUntilExpiry = days, ExpiryDateStr = date, LicenseExpired = expired }
            : null;
    }

    /// <summary>The row of a check.</summary>
    internal sealed record Check(string PartitionKey, string RowKey, DateTimeOffset When);
}
