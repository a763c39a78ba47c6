using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.Functions.Templates.Fields;

namespace Butler.Functions.Preview.Samples;

/// <summary>The data of sample events of monitors.</summary>
internal static class MonitorSamples
{
    public static JsonElement Of(string type, DateTimeOffset now) => SampleEvents.Json(type switch
    {
        EventTypes.ServiceStopped => Service("STOPPED", "RUNNING", now),
        EventTypes.ServiceStarted => Service("RUNNING", "STOPPED", now),
        EventTypes.ServiceStatus => Service("RUNNING", null, now),
        EventTypes.HostUnreachable => Host(
            now, "the RPC server is not available: check the host's name, that it runs, and that its firewall lets SMB or RPC through"),
        EventTypes.HostReachable => Host(now, null),
        EventTypes.Version => Version(),
        EventTypes.CertificateExpiring => Certificate(now),
        EventTypes.LicenseServer => Server(now, days: 220),
        EventTypes.LicenseExpiring => Server(now, days: 21, threshold: 30),
        EventTypes.LicenseExpired => Server(now, days: -2, threshold: 1),
        EventTypes.LicenseAccess => Access(),
        EventTypes.LicenseLow => new JsonObject
        {
            ["licenseType"] = "professional",
            ["available"] = 3,
            ["total"] = 120,
            ["used"] = 112,
            ["lowAvailable"] = "5%",
        },
        EventTypes.LicenseReleased => Released(now),
        EventTypes.LicenseReleaseEnded => ReleaseEnded(now),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "there is no sample of this type"),
    });

    private static JsonObject Service(string status, string? previous, DateTimeOffset now)
    {
        var json = new JsonObject
        {
            ["host"] = SampleEvents.Host,
            ["serviceName"] = "QlikSenseEngineService",
            ["serviceDisplayName"] = "Qlik Sense Engine Service",
            ["serviceFriendlyName"] = "Qlik engine",
            ["serviceStatus"] = status,
        };
        if (previous is not null)
        {
            json["servicePrevStatus"] = previous;
        }

        json["serviceStartType"] = "Automatic";
        json["serviceExePath"] = @"C:\Program Files\Qlik\Sense\Engine\Engine.exe";
        json["serviceDependencies"] = new JsonArray("QlikSenseServiceDispatcher");
        json["serviceAccount"] = @"FABRIKAM\svc_qlik";
        json["pid"] = status == "RUNNING" ? 4312 : null;
        json["win32ExitCode"] = status == "STOPPED" ? 1067 : 0;
        json["serviceExitCode"] = 0;
        json["since"] = TimeFields.Utc(previous is null ? now.AddDays(-9) : now.AddSeconds(-21));
        return json;
    }

    private static JsonObject Host(DateTimeOffset now, string? reason) => new()
    {
        ["host"] = SampleEvents.Host,
        ["reason"] = reason,
        ["since"] = TimeFields.Utc(now.AddMinutes(-2)),
    };

    private static JsonObject Version() => new()
    {
        ["productName"] = "Qlik Sense",
        ["releaseLabel"] = "November 2030",
        ["version"] = "14.254.6",
        ["previousReleaseLabel"] = "May 2030",
        ["previousVersion"] = "14.212.13",
        ["changed"] = true,
        ["deploymentType"] = "QlikSenseServer",
        ["senseId"] = "qliksenseserver:14.254.6",
        ["contentHash"] = "a7c41f0e93b2",
        ["deprecatedProductVersion"] = "4.0.X",
        ["copyrightYearRange"] = "1993-2030",
    };

    private static JsonObject Certificate(DateTimeOffset now) => new()
    {
        ["certificate"] = "Client certificate for QRS",
        ["path"] = "/etc/butler-relay/client.pem",
        ["host"] = SampleEvents.Host,
        ["certificateSubject"] = "CN=QlikClient",
        ["issuer"] = "CN=qsprod01.fabrikam.example-CA",
        ["thumbprint"] = "3F2A9C51D07B84E6A1C2B9F80D4E7765A0B1C2D3",
        ["expiryDateStr"] = Day(now.AddDays(14)),
        ["expiryDate"] = TimeFields.Utc(now.AddDays(14)),
        ["daysUntilExpiry"] = 14,
        ["thresholdDays"] = 14,
    };

    private static JsonObject Server(DateTimeOffset now, int days, int? threshold = null) => new()
    {
        ["licenseExpired"] = days < 0,
        ["expiryDateStr"] = Day(now.AddDays(days)),
        ["daysUntilExpiry"] = days,
        ["expiryDate"] = TimeFields.Utc(now.AddDays(days)),
        ["thresholdDays"] = threshold,
        ["isBlacklisted"] = false,
        ["isInvalid"] = false,
        ["expiredReason"] = days < 0 ? "The license has passed its last valid day" : null,
    };

    private static JsonObject Access() => new()
    {
        ["totalTokens"] = 31,
        ["availableTokens"] = 20,
        ["tokensEnabled"] = true,
        ["professionalAccess"] = Seats(total: 120, allocated: 117, used: 112, quarantined: 2, excess: 0),
        ["analyzerAccess"] = Seats(total: 100, allocated: 10, used: 9, quarantined: 1, excess: 0),
        ["analyzerTimeAccess"] = new JsonObject
        {
            ["enabled"] = true,
            ["allocatedMinutes"] = 600,
            ["usedMinutes"] = 12,
            ["unavailableMinutes"] = 0,
        },
        ["loginAccess"] = new JsonObject
        {
            ["enabled"] = true,
            ["tokenCost"] = 0.1,
            ["allocatedTokens"] = 4,
            ["usedTokens"] = 2,
            ["unavailableTokens"] = 0,
        },
        ["userAccess"] = new JsonObject
        {
            ["enabled"] = true,
            ["tokenCost"] = 1,
            ["allocatedTokens"] = 7,
            ["usedTokens"] = 6,
            ["quarantinedTokens"] = 0,
        },
    };

    private static JsonObject Seats(int total, int allocated, int used, int quarantined, int excess) => new()
    {
        ["enabled"] = true,
        ["total"] = total,
        ["allocated"] = allocated,
        ["used"] = used,
        ["quarantined"] = quarantined,
        ["available"] = total - allocated,
        ["excess"] = excess,
    };

    private static JsonObject Released(DateTimeOffset now) => new()
    {
        ["licenseType"] = "analyzer",
        ["licenseId"] = "2c9d7f40-6a3e-4b1e-8f52-0d1f7c3a9b64",
        ["userDir"] = "FABRIKAM",
        ["userId"] = "jlind",
        ["daysSinceLastUse"] = 45,
        ["lastUsed"] = TimeFields.Utc(now.AddDays(-45)),
        ["dryRun"] = false,
        ["quarantined"] = false,
        ["reason"] = "not used for 45 days",
    };

    private static JsonObject ReleaseEnded(DateTimeOffset now)
    {
        var json = new JsonObject { ["dryRun"] = false, ["slot"] = TimeFields.Utc(now.UtcDateTime.Date) };
        Count(json, considered: 14, new JsonObject { ["directory"] = 2, ["neverUsed"] = 3, ["tag"] = 1 }, inQuarantine: 1, released: 5);
        json["professional"] = Count(
            new JsonObject(), considered: 4, new JsonObject { ["directory"] = 2 }, inQuarantine: 0, released: 2);
        json["analyzer"] = Count(
            new JsonObject(), considered: 10, new JsonObject { ["neverUsed"] = 3, ["tag"] = 1 }, inQuarantine: 1, released: 3);
        json["lastError"] = null;
        return json;
    }

    private static JsonObject Count(JsonObject json, int considered, JsonObject @protected, int inQuarantine, int released)
    {
        json["considered"] = considered;
        json["protected"] = @protected;
        json["inQuarantine"] = inQuarantine;
        json["released"] = released;
        json["failed"] = 0;
        json["left"] = considered - @protected.Sum(each => each.Value!.GetValue<int>()) - inQuarantine - released;
        return json;
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
