using Butler.RelayAgent.Sense.Qrs;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.LicenseRelease;

public sealed class ReleaseRunTests : IDisposable
{
    private const string Slot = "2031-03-14T00:00:00Z";

    private ReleaseBench bench = new();

    [Fact]
    public async Task The_longest_unused_are_released_up_to_the_maximum_over_all_types()
    {
        bench.Configure("types: [professional, analyzer], dryRun: false, most: 3, neverUsed: { olderThan: 30d }");
        bench.Qrs.Add("a50", bench.Ago(50));
        bench.Qrs.Add("p70", bench.Ago(70), "professional");
        bench.Qrs.Add("a60", bench.Ago(60));
        bench.Qrs.Add("never55", lastUsed: null)["createdDate"] = $"{bench.Ago(55).UtcDateTime:s}Z";
        bench.Qrs.Add("p40", bench.Ago(40), "professional");

        (await bench.TurnAsync()).ShouldBe("""Succeeded {"slot":"2031-03-14T00:00:00+00:00","dryRun":false,"released":3,"failed":0}""");
        bench.Qrs.Deleted.ShouldBe(["p70", "a60", "never55"]);
        bench.Told().ShouldBe(["p70 " + Released(2), "a60 " + Released(3), "never55 " + Released(4), Ended]);
        (bench.Book.State!.Done, bench.Book.State.Run, bench.Book.State.Unsettled.Count).ShouldBe((ReleaseBench.Slot, null, 0));
        bench.Book.Due.ShouldBeNull();
    }

    [Fact]
    public async Task What_is_left_is_counted_and_follows_in_the_next_slot()
    {
        bench.Configure("types: [analyzer], dryRun: false, most: 1");
        bench.Qrs.Add("a50", bench.Ago(50));
        bench.Qrs.Add("a60", bench.Ago(60));
        await bench.TurnAsync();
        bench.Ended().ShouldHaveSingleItem().ShouldContain("\"released\":1,\"failed\":0,\"left\":1,\"analyzer\"");

        bench.Time.Advance(TimeSpan.FromDays(1));
        await bench.TurnAsync(ReleaseBench.Slot.AddDays(1));
        bench.Qrs.Deleted.ShouldBe(["a60", "a50"]);
    }

    [Theory]
    [InlineData("types: [analyzer]")]
    [InlineData("types: [analyzer], dryRun: true")]
    public async Task A_dry_run_tells_and_changes_nothing(string section)
    {
        bench.Configure(section);
        bench.Qrs.Add("a50", bench.Ago(50.5));

        (await bench.TurnAsync()).ShouldBe("""Succeeded {"slot":"2031-03-14T00:00:00+00:00","dryRun":true,"released":1,"failed":0}""");
        bench.Qrs.Asked.ShouldNotContain(request => request.StartsWith("DELETE", StringComparison.Ordinal));
        bench.Raised().ShouldBe(
        [
            OneLine(
                $$"""
                sense.license.released main:license:would-release:00000001-0000-4000-8000-000000000002:{{Slot}} {"licenseType":"analyzer",
                "licenseId":"00000001-0000-4000-8000-000000000002","userDir":"NORD","userId":"a50","daysSinceLastUse":50,
                "lastUsed":"2031-01-22T16:12:07Z","dryRun":true,"quarantined":false,"reason":"not used for 50 days"}
                """),
            OneLine(
                $$"""
                sense.license.release.ended {{Ended}} {"dryRun":true,"slot":"{{Slot}}","considered":1,"protected":{},"inQuarantine":0,
                "released":1,"failed":0,"left":0,"analyzer":{"considered":1,"protected":{},"inQuarantine":0,"released":1,"failed":0,
                "left":0},"lastError":null}
                """),
        ]);
    }

    [Theory]
    [InlineData(409, 3, "b d")] // of five, two are done
    [InlineData(400, 3, "b d")]
    [InlineData(500, 3, "b d")]
    [InlineData(0, 3, "b d")]
    [InlineData(403, 1, "")]
    [InlineData(401, 1, "")]
    public async Task A_failure_is_counted_and_the_run_goes_on_unless_the_user_is_refused(int status, int failed, string deleted)
    {
        foreach (var (name, days) in new[] { ("a", 99), ("b", 98), ("c", 97), ("d", 96), ("e", 95) })
        {
            bench.Qrs.Add(name, bench.Ago(days));
        }

        var calls = 0;
        bench.Qrs.Fault = request => request.StartsWith("DELETE", StringComparison.Ordinal) && ++calls % 2 == 1
            ? new QrsException(status, $"no {calls}")
            : null;
        await bench.TurnAsync();

        string.Join(' ', bench.Qrs.Deleted).ShouldBe(deleted);
        var left = 5 - failed - bench.Qrs.Deleted.Count;
        bench.Ended().ShouldHaveSingleItem().ShouldContain(
            $"\"released\":{bench.Qrs.Deleted.Count},\"failed\":{failed},\"left\":{left}");
        bench.RunLog.Lines.Count(line => line.Contains("could not be released", StringComparison.Ordinal)).ShouldBe(1);
        bench.Book.State!.Done.ShouldBe(ReleaseBench.Slot);
    }

    [Fact]
    public async Task Five_failures_in_a_row_end_the_run()
    {
        for (var user = 0; user < 9; user++)
        {
            bench.Qrs.Add($"u{user}", bench.Ago(90 - user));
        }

        bench.Qrs.Fault = request => request.StartsWith("DELETE", StringComparison.Ordinal) ? new QrsException(500, "no") : null;
        await bench.TurnAsync();
        bench.Qrs.Asked.Count(request => request.StartsWith("DELETE", StringComparison.Ordinal)).ShouldBe(5);
        bench.Ended().ShouldHaveSingleItem().ShouldEndWith(
            "\"released\":0,\"failed\":5,\"left\":4},\"lastError\":\"no\"}");
    }

    [Theory]
    [InlineData(404)]
    [InlineData(0)]
    [InlineData(500)]
    public async Task A_license_that_is_gone_after_the_deletion_counts_as_released(int status)
    {
        bench.Qrs.Add("a50", bench.Ago(50));
        bench.Qrs.FaultAfterDeletion = _ => new QrsException(status, "no answer");
        await bench.TurnAsync();
        bench.Told().ShouldBe(["a50 " + Released(1), Ended]);
        bench.Book.State!.Unsettled.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_license_that_is_in_quarantine_after_a_deletion_without_answer_counts_as_released()
    {
        bench.Configure("types: [analyzer], dryRun: false, olderThan: 2d");
        var access = bench.Qrs.Add("a3", bench.Ago(3));
        bench.Qrs.Fault = request =>
        {
            if (!request.StartsWith("DELETE", StringComparison.Ordinal))
            {
                return null;
            }

            access["quarantined"] = true;
            return new QrsException(0, "no answer");
        };
        await bench.TurnAsync();
        bench.Told().ShouldBe(["a3 " + Released(1), Ended]);
    }

    [Fact]
    public async Task A_deletion_that_is_carried_out_later_is_told_later()
    {
        bench.Qrs.Add("a50", bench.Ago(50));
        bench.Qrs.Fault = request => request.StartsWith("DELETE", StringComparison.Ordinal) ? new QrsException(0, "no answer") : null;
        await bench.TurnAsync();
        bench.Told().ShouldBe([Ended]);

        await bench.LookAsync();
        bench.Told().ShouldBeEmpty();
        bench.Qrs.Remove("a50");
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await bench.LookAsync();
        bench.Told().ShouldBe(["a50 " + Released(1)]);
        bench.Book.State!.Unsettled.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deletion_that_was_not_carried_out_is_forgotten_after_a_while()
    {
        bench.Qrs.Add("a50", bench.Ago(50));
        bench.Qrs.Fault = request => request.StartsWith("DELETE", StringComparison.Ordinal) ? new QrsException(0, "no answer") : null;
        await bench.TurnAsync();
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        await bench.LookAsync();
        bench.Told().ShouldBe([Ended]);
        bench.Book.State!.Unsettled.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_used_or_deleted_or_quarantined_after_the_list_was_read_is_kept()
    {
        foreach (var (name, days) in new[] { ("first", 99), ("used", 98), ("gone", 97), ("quarantined", 96), ("last", 95) })
        {
            bench.Qrs.Add(name, bench.Ago(days));
        }

        bench.Qrs.Before = request =>
        {
            if (request.StartsWith("DELETE", StringComparison.Ordinal) && bench.Qrs.Of("used") is { } used)
            {
                used["lastUsed"] = $"{bench.Time.GetUtcNow().UtcDateTime:s}Z";
                bench.Qrs.Of("quarantined")!["quarantined"] = true;
                bench.Qrs.Remove("gone");
            }
        };
        await bench.TurnAsync();
        bench.Qrs.Deleted.ShouldBe(["first", "last"]);
        bench.Ended().ShouldHaveSingleItem().ShouldContain(
            "\"considered\":5,\"protected\":{\"gone\":1,\"usedMeanwhile\":2},\"inQuarantine\":0,\"released\":2,\"failed\":0,\"left\":0");
    }

    [Fact]
    public async Task Without_a_disk_nothing_is_deleted()
    {
        bench.Qrs.Add("a50", bench.Ago(50));
        Directory.Delete(Path.Combine(bench.Folder, "monitors"), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "monitors"), "in the way", TestContext.Current.CancellationToken);
        (await bench.TurnAsync()).ShouldStartWith("OutcomeUnknown ");
        bench.Qrs.Deleted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_journal_the_release_is_told_after_a_restart()
    {
        bench.Qrs.Add("a50", bench.Ago(50));
        bench.EndJournal();
        (await bench.TurnAsync()).ShouldBe(
            "OutcomeUnknown Access licenses may have been released, and the relay tells it as soon as it can: the journal did not accept "
            + "the event main:license:released:00000001-0000-4000-8000-000000000002:2031-03-14T00:00:00Z");
        bench.Qrs.Deleted.ShouldBe(["a50"]);
        bench.Restart();
        bench.Book.State!.Unsettled.ShouldHaveSingleItem().UserId.ShouldBe("a50");
        bench.Book.Due.ShouldBeNull();
    }

    [Fact]
    public Task Killed_at_any_request_each_release_is_told_and_the_run_ends() => Death.AtEveryEffectAsync(
        async death =>
        {
            bench.Dispose();
            bench = new ReleaseBench();
            foreach (var (name, days) in new[] { ("a", 99), ("b", 98), ("c", 97) })
            {
                bench.Qrs.Add(name, bench.Ago(days));
            }

            death.Arm(bench.Qrs.Kill);
            await DieAsync(() => bench.TurnAsync());
            bench.Qrs.Kill.Start();
            bench.Restart();
            await bench.LookAsync();
            bench.Time.Advance(TimeSpan.FromMinutes(3));
            await bench.LookAsync();
            if (bench.Book.Due is { } due)
            {
                await bench.TurnAsync(due);
            }

            var told = bench.Told();
            told.Distinct().Except([Ended]).Select(each => each[..1]).ShouldBe(bench.Qrs.Deleted);
            told[^1].ShouldBe(Ended);
            (bench.Book.State!.Done, bench.Book.State.Run, bench.Book.State.Unsettled.Count).ShouldBe((ReleaseBench.Slot, null, 0));
        },
        atLeast: 8);

    [Fact]
    public async Task Killed_after_a_deletion_the_summary_counts_it_and_says_what_is_left()
    {
        foreach (var (name, days) in new[] { ("a", 99), ("b", 98), ("c", 97) })
        {
            bench.Qrs.Add(name, bench.Ago(days));
        }

        bench.Qrs.Kill.Start(dieAt: 6); // about, list, a: look and delete, b: look and delete
        await DieAsync(() => bench.TurnAsync());
        bench.Qrs.Kill.Start();
        bench.Restart();
        await bench.LookAsync();

        var raised = bench.Raised();
        raised.Length.ShouldBe(3);
        raised[2].ShouldEndWith(
            "\"released\":2,\"failed\":0,\"left\":1},"
            + "\"lastError\":\"the relay stopped during the run, and what is left waits for the next one\"}");
        bench.Qrs.Deleted.ShouldBe(["a", "b"]);
    }

    public void Dispose() => bench.Dispose();

    private static string Ended => $"main:license:release:{Slot}:relay1";

    private static string Released(int number) => $"main:license:released:{number:x8}-0000-4000-8000-000000000002:{Slot}";

    private static string OneLine(string text) => text.ReplaceLineEndings("");

    private static async Task DieAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (ProcessKilledException)
        {
            // The next process takes over.
        }
    }
}
