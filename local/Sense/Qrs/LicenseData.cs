using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Local.Sense.Site;
using Butler.Local.Sense.Times;

namespace Butler.Local.Sense.Qrs;

/// <summary>The site's license, and the users with access licenses.</summary>
internal sealed class LicenseData(SenseBehaviour behaviour, DateTimeOffset now)
{
    private ImmutableArray<JsonObject> professional =
    [
        Access(People.Ulla, "Professional", now.AddDays(-2)),
        Access(People.Jorge, "Professional", now.AddDays(-75)),
    ];

    private ImmutableArray<JsonObject> analyzer =
    [
        Access(People.Mei, "Analyzer", now.AddDays(-40)),
        Access(People.WithoutMail, "Analyzer", lastUsed: null),
    ];

    public ImmutableArray<JsonObject> Professional => professional;

    public ImmutableArray<JsonObject> Analyzer => analyzer;

    /// <summary>Releases an access license.</summary>
    /// <returns>False when the id is unknown.</returns>
    public bool Release(string kind, Guid id)
    {
        ref var accesses = ref kind.StartsWith("professional", StringComparison.Ordinal) ? ref professional : ref analyzer;
        return ImmutableInterlocked.Update(ref accesses, all => all.RemoveAll(access => access["id"]!.GetValue<Guid>() == id));
    }

    public JsonObject Server()
    {
        var json = CommonJson.Entity(Guid.Parse("5b1a9c7e-3f55-4f0e-8ddc-2c9b7ff2a1d0"), "License");
        json["serial"] = "9999000000001234";
        json["name"] = "Fabrikam";
        json["organization"] = "Fabrikam";
        json["product"] = 30;
        json["numberOfCores"] = -1;
        json["isExpired"] = behaviour.LicenseExpired;
        json["expiredReason"] = behaviour.LicenseExpired ? "The license has passed its last valid day" : "";
        json["isBlacklisted"] = behaviour.LicenseBlacklisted;
        json["isInvalid"] = behaviour.LicenseInvalid;
        json["isSubscription"] = true;
        json["isCloudServices"] = false;
        json["isElastic"] = false;
        json["keyDetails"] = behaviour.KeyDetails ?? string.Create(
            CultureInfo.InvariantCulture,
            $"Allotments: professional 5, analyzer 20\r\nValid To: {now.AddDays(200):yyyy-MM-dd}: subscription\r\n");
        return json;
    }

    public JsonObject Overview() => new()
    {
        ["totalTokens"] = 0,
        ["availableTokens"] = 0,
        ["tokensEnabled"] = false,
        ["userAccess"] = new JsonObject
        {
            ["enabled"] = false,
            ["tokenCost"] = 1,
            ["allocatedTokens"] = 0,
            [behaviour.UserTokens ? "userTokens" : "usedTokens"] = 0,
            ["quarantinedTokens"] = 0,
        },
        ["loginAccess"] = new JsonObject
        {
            ["enabled"] = false,
            ["tokenCost"] = 0.1,
            ["allocatedTokens"] = 0,
            ["usedTokens"] = 0,
            ["unavailableTokens"] = 0,
        },
        ["professionalAccess"] = Allotment(behaviour.ProfessionalTotal, professional.Length),
        ["analyzerAccess"] = Allotment(behaviour.AnalyzerTotal, analyzer.Length),
        ["analyzerTimeAccess"] = new JsonObject
        {
            ["enabled"] = false,
            ["allocatedMinutes"] = 0,
            ["usedMinutes"] = 0,
            ["unavailableMinutes"] = 0,
        },
        ["schemaPath"] = "AccessTypeOverview",
    };

    private static JsonObject Allotment(int total, int used) => new()
    {
        ["enabled"] = true,
        ["total"] = total,
        ["allocated"] = used,
        ["used"] = used,
        ["quarantined"] = 0,
        ["available"] = total - used,
        ["excess"] = 0,
    };

    private static JsonObject Access(SenseUser user, string kind, DateTimeOffset? lastUsed)
    {
        var json = CommonJson.Entity(user.Id, $"License.{kind}AccessType");
        json["lastUsed"] = QrsTime.Text(lastUsed);
        json["quarantined"] = false;
        json["quarantineEnd"] = QrsTime.Never;
        json["user"] = CommonJson.User(user);
        return json;
    }
}
