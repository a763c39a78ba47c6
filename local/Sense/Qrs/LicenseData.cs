using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Local.Sense.Datagrams;
using Butler.Local.Sense.Site;
using Butler.Local.Sense.Times;

namespace Butler.Local.Sense.Qrs;

/// <summary>The site's license, and the users with access licenses.</summary>
internal sealed class LicenseData(SenseBehaviour behaviour, DateTimeOffset now)
{
    private static readonly TimeSpan Quarantine = TimeSpan.FromDays(7);

    private ImmutableArray<JsonObject> professional =
    [
        Access(People.Ulla, "Professional", now.AddDays(-2)),
        Access(People.Jorge, "Professional", now.AddDays(-75)),
    ];

    private ImmutableArray<JsonObject> analyzer =
    [
        Access(People.Mei, "Analyzer", now.AddDays(-40)),
        Access(People.WithoutMail, "Analyzer", lastUsed: null),
        Access(People.Idle, "Analyzer", now.AddDays(-64)),
        Access(People.Kept, "Analyzer", now.AddDays(-90)),
        Access(People.OfHr, "Analyzer", now.AddDays(-91)),
        Access(People.Inactive, "Analyzer", now.AddDays(-120)),
        Access(People.Blocked, "Analyzer", now.AddDays(-130)),
        Access(People.Removed, "Analyzer", now.AddDays(-140)),
        Access(People.New, "Analyzer", lastUsed: null, created: now.AddDays(-4)),
        Access(People.InQuarantine, "Analyzer", now.AddDays(-3), quarantineEnd: now.AddDays(4)),
        Deleted(now.AddDays(-50)),
    ];

    public ImmutableArray<JsonObject> Professional => professional;

    public ImmutableArray<JsonObject> Analyzer => analyzer;

    /// <summary>
    /// Releases an access license. One that was used within the last seven days goes into quarantine instead, as in Sense.
    /// </summary>
    /// <returns>False when the id is unknown.</returns>
    public bool Release(string kind, Guid id, DateTimeOffset at)
    {
        ref var accesses = ref kind.StartsWith("professional", StringComparison.Ordinal) ? ref professional : ref analyzer;
        return ImmutableInterlocked.Update(
            ref accesses,
            all => all.FirstOrDefault(each => each["id"]!.GetValue<Guid>() == id) is not { } found ? all
                : Released(found, at) is { } left ? all.Replace(found, left)
                : all.Remove(found));
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
        ["professionalAccess"] = Allotment(behaviour.ProfessionalTotal, professional),
        ["analyzerAccess"] = Allotment(behaviour.AnalyzerTotal, analyzer),
        ["analyzerTimeAccess"] = new JsonObject
        {
            ["enabled"] = false,
            ["allocatedMinutes"] = 0,
            ["usedMinutes"] = 0,
            ["unavailableMinutes"] = 0,
        },
        ["schemaPath"] = "AccessTypeOverview",
    };

    /// <summary>What is left of a license after its release; null when it is gone.</summary>
    private static JsonObject? Released(JsonObject access, DateTimeOffset at)
    {
        var used = DateTimeOffset.Parse(access["lastUsed"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        if (at - used >= Quarantine)
        {
            return null;
        }

        var quarantined = (JsonObject)access.DeepClone();
        quarantined["quarantined"] = true;
        quarantined["quarantineEnd"] = QrsTime.Text(used + Quarantine);
        return quarantined;
    }

    private static JsonObject Allotment(int total, ImmutableArray<JsonObject> accesses)
    {
        var quarantined = accesses.Count(access => access["quarantined"]!.GetValue<bool>());
        return new()
        {
            ["enabled"] = true,
            ["total"] = total,
            ["allocated"] = accesses.Length - quarantined,
            ["used"] = accesses.Length - quarantined,
            ["quarantined"] = quarantined,
            ["available"] = total - accesses.Length,
            ["excess"] = 0,
        };
    }

    private static JsonObject Access(
        SenseUser user, string kind, DateTimeOffset? lastUsed, DateTimeOffset? created = null, DateTimeOffset? quarantineEnd = null)
    {
        var json = Access($@"{user.Directory}\{user.UserId}", kind, lastUsed);
        if (created is { } at)
        {
            json["createdDate"] = QrsTime.Text(at);
        }

        json["quarantined"] = quarantineEnd is not null;
        json["quarantineEnd"] = QrsTime.Text(quarantineEnd);
        json["user"] = CommonJson.User(user);
        return json;
    }

    /// <summary>The access of a user who was deleted.</summary>
    private static JsonObject Deleted(DateTimeOffset lastUsed)
    {
        var json = Access(@"FABRIKAM\gone", "Analyzer", lastUsed);
        json["deletedUserId"] = "gone";
        json["deletedUserDirectory"] = "FABRIKAM";
        return json;
    }

    private static JsonObject Access(string user, string kind, DateTimeOffset? lastUsed)
    {
        var json = CommonJson.Entity(Guid.Parse(SenseDatagram.IdOf($"access/{kind}/{user}")), $"License.{kind}AccessType");
        json["lastUsed"] = QrsTime.Text(lastUsed);
        json["excess"] = false;
        json["quarantined"] = false;
        json["quarantineEnd"] = QrsTime.Never;
        json["deletedUserId"] = "";
        json["deletedUserDirectory"] = "";
        json["user"] = null;
        return json;
    }
}
