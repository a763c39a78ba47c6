using System.Text.Json.Nodes;

namespace Butler.RelayAgent.Tests.LicenseRelease;

public sealed class ReleaseProtectionTests : IDisposable
{
    private const string Slot = "2031-03-14T00:00:00Z";

    private readonly ReleaseBench bench = new();

    [Fact]
    public async Task Every_protection_holds_and_the_first_one_is_counted()
    {
        bench.Configure(
            """
            types: [professional, analyzer], dryRun: false,
            never: { users: ['nord\KEPT'], tags: [keep], customProperties: { License: [keep, always] }, directories: [internal],
                     inactive: yes, blocked: No, removedExternally: true }
            """);
        Add("kept");
        Add("tagged", user => Tag(user, "other", "keep"));
        Add("taggedOtherwise", user => Tag(user, "Keep"));
        Add("property", user => Property(user, "License", "always"));
        Add("otherValue", user => Property(user, "License", "no"));
        Add("otherProperty", user => Property(user, "license", "keep"));
        Add("directory", directory: "INTERNAL");
        Add("inactive", user => user["inactive"] = true);
        Add("notBlocked", user => user["blacklisted"] = false);
        Add("removed", user => user["removedExternally"] = true);
        Add("noBlacklisted", user => user.Remove("blacklisted"));
        Add("all", user =>
        {
            Tag(user, "keep");
            Property(user, "License", "keep");
            user["inactive"] = true;
        });
        Add("nullLists", user => (user["tags"], user["customProperties"]) = (null, null));
        Add("recent", lastUsed: 29.9);
        bench.Qrs.Add("pro", bench.Ago(31), "professional", user => Blocked(user));
        bench.Qrs.Add("proKept", bench.Ago(31), "professional", user => Tag(Blocked(user), "keep"));

        (await bench.TurnAsync()).ShouldBe($$"""Succeeded {"slot":"2031-03-14T00:00:00+00:00","dryRun":false,"released":5,"failed":0}""");

        bench.Qrs.Deleted.Order(StringComparer.Ordinal).ShouldBe(
            ["nullLists", "otherProperty", "otherValue", "pro", "taggedOtherwise"]);
        bench.Ended().ShouldBe(
        [
            OneLine(
                """
                {"dryRun":false,"slot":"2031-03-14T00:00:00Z","considered":15,
                "protected":{"blocked":2,"customProperty":1,"directory":1,"inactive":1,"removedExternally":1,"tag":3,"user":1},
                "inQuarantine":0,"released":5,"failed":0,"left":0,
                "professional":{"considered":2,"protected":{"tag":1},"inQuarantine":0,"released":1,"failed":0,"left":0},
                "analyzer":{"considered":13,
                "protected":{"blocked":2,"customProperty":1,"directory":1,"inactive":1,"removedExternally":1,"tag":2,"user":1},
                "inQuarantine":0,"released":4,"failed":0,"left":0},"lastError":null}
                """),
        ]);
    }

    [Theory]
    [InlineData("inactive: yes", "inactive", true, "1 inactive")]
    [InlineData("inactive: yes", "inactive", false, "released")]
    [InlineData("inactive: no", "inactive", true, "released")]
    [InlineData("inactive: no", "inactive", false, "1 inactive")]
    [InlineData("inactive: no", "inactive", null, "1 inactive")]
    [InlineData("inactive: yes", "inactive", null, "1 inactive")]
    [InlineData("inactive: ignore", "inactive", true, "released")]
    [InlineData("inactive: Ignore", "inactive", null, "released")]
    [InlineData("blocked: YES", "blacklisted", true, "1 blocked")]
    [InlineData("blocked: false", "blacklisted", true, "released")]
    [InlineData("removedExternally: yes", "removedExternally", true, "1 removedExternally")]
    [InlineData("removedExternally: no", "removedExternally", true, "released")]
    [InlineData("", "removedExternally", true, "released")]
    public async Task A_property_protects_those_who_have_it_or_those_who_do_not(string rule, string property, bool? value, string outcome)
    {
        bench.Configure($"types: [analyzer], dryRun: false, never: {{ {rule} }}");
        bench.Qrs.Add("someone", bench.Ago(100), change: user => user[property] = value);
        await bench.TurnAsync();

        var ended = JsonNode.Parse(bench.Ended().ShouldHaveSingleItem())!;
        (ended["released"]!.GetValue<int>() == 1
            ? "released"
            : string.Join(' ', ended["protected"]!.AsObject().Select(each => $"{each.Value} {each.Key}"))).ShouldBe(outcome);
    }

    [Theory]
    [InlineData("", 500, "kept")]
    [InlineData("neverUsed: { olderThan: 90d },", 91, "released never used, allocated 91 days ago")]
    [InlineData("neverUsed: { olderThan: 90d },", 89, "kept")]
    [InlineData("neverUsed: { olderThan: 1d },", 1.5, "released never used, allocated 1 day ago")]
    public async Task A_license_that_was_never_used_is_released_only_on_request_and_by_its_age(string rule, double days, string outcome)
    {
        bench.Configure($"types: [analyzer], dryRun: false, {rule} most: 5");
        bench.Qrs.Add("new", lastUsed: null)["createdDate"] = $"{bench.Ago(days).UtcDateTime:s}Z";
        await bench.TurnAsync();

        bench.Raised().ShouldBe(outcome == "kept"
            ? [Ended("""{"neverUsed":1}""", 0, released: 0)]
            :
            [
                OneLine(
                    $$"""
                    sense.license.released main:license:released:00000001-0000-4000-8000-000000000002:{{Slot}} {"licenseType":"analyzer",
                    "licenseId":"00000001-0000-4000-8000-000000000002","userDir":"NORD","userId":"new","daysSinceLastUse":null,
                    "lastUsed":null,"dryRun":false,"quarantined":false,"reason":"{{outcome["released ".Length..]}}"}
                    """),
                Ended("{}", 0, released: 1),
            ]);
    }

    [Fact]
    public async Task What_is_not_clear_is_kept_and_counted()
    {
        bench.Configure("types: [analyzer], dryRun: false, neverUsed: { olderThan: 1d }");
        bench.Qrs.Add("quarantined", bench.Ago(60))["quarantined"] = true;
        bench.Qrs.Add("deleted", bench.Ago(60))["user"] = null;
        bench.Qrs.Add("condensed", bench.Ago(60))["user"] = new JsonObject { ["name"] = "Somebody" };
        bench.Qrs.Add("unknown", bench.Ago(60));
        bench.Qrs.Forget("unknown");
        bench.Qrs.Add("noTime", bench.Ago(60)).Remove("lastUsed");
        bench.Qrs.Add("oddTime", bench.Ago(60))["lastUsed"] = "yesterday";
        bench.Qrs.Add("noQuarantine", bench.Ago(60))["quarantined"] = null;
        bench.Qrs.Add("noCreation", lastUsed: null)["createdDate"] = null;
        bench.Qrs.Add("nameless", bench.Ago(60), change: user => user["userDirectory"] = null);
        await bench.TurnAsync();

        bench.Qrs.Deleted.ShouldBeEmpty();
        bench.Raised().ShouldBe(
            [Ended("""{"deletedUser":2,"neverUsed":1,"unreadable":3,"userNotFound":2}""", inQuarantine: 1, released: 0, considered: 9)]);
    }

    [Fact]
    public async Task The_types_may_have_durations_of_their_own()
    {
        bench.Configure("types: [professional, analyzer], dryRun: false, olderThan: { professional: 60d, analyzer: 2d }");
        bench.Qrs.Add("pro59", bench.Ago(59.9), "professional");
        bench.Qrs.Add("pro60", bench.Ago(60.1), "professional");
        bench.Qrs.Add("analyzer1", bench.Ago(1.9));
        bench.Qrs.Add("analyzer3", bench.Ago(3));
        await bench.TurnAsync();

        bench.Qrs.Deleted.ShouldBe(["pro60", "analyzer3"]);
        bench.Raised()[1].ShouldBe(
            OneLine(
                $$"""
                sense.license.released main:license:released:00000004-0000-4000-8000-000000000002:{{Slot}} {"licenseType":"analyzer",
                "licenseId":"00000004-0000-4000-8000-000000000002","userDir":"NORD","userId":"analyzer3","daysSinceLastUse":3,
                "lastUsed":"2031-03-11T04:12:07Z","dryRun":false,"quarantined":true,"reason":"not used for 3 days"}
                """));
        bench.Qrs.Asked.Where(request => request.Contains("full where lastUsed", StringComparison.Ordinal)).ShouldBe(
        [
            "GET license/professionalaccesstype/full where lastUsed le '2031-01-13T04:12:07.000Z'",
            "GET license/analyzeraccesstype/full where lastUsed le '2031-03-12T04:12:07.000Z'",
        ]);
    }

    [Fact]
    public async Task Users_are_read_in_batches()
    {
        bench.Configure("types: [analyzer], most: 1");
        for (var user = 0; user < 200; user++)
        {
            bench.Qrs.Add($"user{user}", bench.Ago(60));
        }

        await bench.TurnAsync();
        bench.Qrs.Asked.Count(request => request.StartsWith("GET user/full", StringComparison.Ordinal)).ShouldBeInRange(10, 13);
    }

    public void Dispose() => bench.Dispose();

    private static string OneLine(string text) => text.ReplaceLineEndings("");

    private static string Ended(string reasons, int inQuarantine, int released, int? considered = null)
    {
        var numbers = $"\"considered\":{considered ?? 1},\"protected\":{reasons},\"inQuarantine\":{inQuarantine},\"released\":{released},"
            + "\"failed\":0,\"left\":0";
        return $"sense.license.release.ended main:license:release:{Slot}:relay1 {{\"dryRun\":false,\"slot\":\"{Slot}\",{numbers},"
            + $"\"analyzer\":{{{numbers}}},\"lastError\":null}}";
    }

    /// <summary>A blocked user with a license, because the file protects those who are not.</summary>
    private void Add(string name, Action<JsonObject>? change = null, double lastUsed = 40, string directory = "NORD") => bench.Qrs.Add(
        name,
        bench.Ago(lastUsed),
        change: user =>
        {
            Blocked(user);
            change?.Invoke(user);
        },
        directory: directory);

    private static JsonObject Blocked(JsonObject user)
    {
        user["blacklisted"] = true;
        return user;
    }

    private static void Tag(JsonObject user, params string[] names)
    {
        foreach (var name in names)
        {
            user["tags"]!.AsArray().Add(new JsonObject { ["id"] = "t", ["name"] = name });
        }
    }

    private static void Property(JsonObject user, string name, string value) => user["customProperties"]!.AsArray().Add(
        new JsonObject { ["value"] = value, ["definition"] = new JsonObject { ["name"] = name } });
}
