using Butler.Core.Commands;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Tests.LicenseRelease;

public sealed class ReleaseSlotTests : IDisposable
{
    private const string Nothing = "Failed No access license was released: ";

    private readonly ReleaseBench bench = new();

    [Fact]
    public async Task The_first_start_ever_waits_for_the_next_slot()
    {
        Directory.Delete(Path.Combine(bench.Folder, "monitors"), recursive: true);
        bench.Restart();
        bench.Book.Due.ShouldBeNull();
        await bench.LookAsync();
        (bench.Book.State!.Done, bench.Book.Due).ShouldBe((ReleaseBench.Slot, null));

        bench.Time.Advance(TimeSpan.FromHours(20));
        bench.Book.Due.ShouldBe(ReleaseBench.Slot.AddDays(1));
    }

    [Fact]
    public async Task A_restart_in_a_slot_that_is_done_releases_nothing()
    {
        bench.Qrs.Add("a50", bench.Ago(50));
        await bench.TurnAsync();
        bench.Qrs.Add("a60", bench.Ago(60));
        bench.Restart();
        await bench.LookAsync();
        bench.Book.Due.ShouldBeNull();
        (await bench.TurnAsync()).ShouldBe("""Succeeded {"slot":"2031-03-14T00:00:00+00:00"}""");
        bench.Qrs.Deleted.ShouldBe(["a50"]);
    }

    [Fact]
    public async Task A_file_that_names_only_the_last_slot_is_read()
    {
        bench.Qrs.Add("a50", bench.Ago(50));
        await File.WriteAllTextAsync(
            Path.Combine(bench.Folder, "monitors", "license-release.json"), """{"Done":"2031-03-13T00:00:00+00:00"}""",
            TestContext.Current.CancellationToken);
        bench.Restart();
        await bench.LookAsync();
        await bench.TurnAsync(bench.Book.Due);
        bench.Qrs.Deleted.ShouldBe(["a50"]);
    }

    [Fact]
    public void Slots_that_were_missed_are_due_once()
    {
        bench.Time.Advance(TimeSpan.FromDays(5));
        bench.Restart();
        bench.Book.Due.ShouldBe(ReleaseBench.Slot.AddDays(5));
        bench.Book.Finish(ReleaseBench.Slot.AddDays(5));
        bench.Book.Due.ShouldBeNull();
    }

    [Fact]
    public void A_heartbeat_names_the_slot_that_is_due()
    {
        var heartbeat = new Heartbeat { Site = "main", Relay = "relay1", Version = "1" };
        bench.Book.Fill(heartbeat).LicenseReleaseDue.ShouldBe(ReleaseBench.Slot);
        bench.Book.Finish(ReleaseBench.Slot);
        bench.Book.Fill(heartbeat).LicenseReleaseDue.ShouldBeNull();
    }

    [Fact]
    public void A_turn_that_does_not_come_is_a_warning()
    {
        bench.Book.Due.ShouldNotBeNull();
        bench.Book.Warnings.ShouldBeEmpty();
        bench.Time.Advance(TimeSpan.FromMinutes(11));
        bench.Book.Warnings.ShouldBe(
        [
            "The release of access licenses of 2031-03-14 00:00Z waits: the function app has not given this relay its turn. Check that the "
                + "function app runs and has BUTLER_COMMAND_KEY, and that commands.key is this relay's",
        ]);
        bench.Book.Finish(ReleaseBench.Slot);
        bench.Book.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-20)]
    [InlineData(60 * 24 * 400)]
    public async Task While_the_clock_of_Sense_differs_nothing_is_released(int minutes)
    {
        bench.Qrs.Add("a29", bench.Ago(29));
        bench.RepositoryClock.Note(bench.Time.GetUtcNow().AddMinutes(-minutes));
        (await bench.TurnAsync()).ShouldStartWith(Nothing + "the clock of the Sense server says 20");
        bench.Qrs.Deleted.ShouldBeEmpty();
        bench.Told().ShouldBeEmpty();
        bench.Book.Due.ShouldBeNull();
        bench.Book.Warnings.ShouldHaveSingleItem().ShouldStartWith("The release of access licenses was put off: the clock of the Sense");

        bench.RepositoryClock.Note(bench.Time.GetUtcNow());
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        bench.Book.Due.ShouldBe(ReleaseBench.Slot);
        (await bench.TurnAsync()).ShouldStartWith("Succeeded");
        bench.Book.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_clock_that_is_ahead_on_the_machine_of_Sense_and_the_relay_is_noticed_by_Service_Bus()
    {
        bench.BusSays(bench.Time.GetUtcNow());
        bench.Time.Move(TimeSpan.FromHours(2));
        (await bench.TurnAsync()).ShouldBe(
            Nothing + "the clock of Service Bus says 2031-03-14 04:12:07Z and the clock of this machine 2031-03-14 06:12:07Z, so it is not "
            + "known how long licenses are unused. Set the clocks right");
    }

    [Fact]
    public async Task Ages_are_reckoned_by_the_clock_of_Sense()
    {
        bench.Qrs.Add("a30", bench.Ago(30).AddMinutes(-5));
        bench.RepositoryClock.Note(bench.Time.GetUtcNow().AddMinutes(-10));
        await bench.TurnAsync();
        bench.Qrs.Deleted.ShouldBeEmpty();
    }

    [Fact]
    public async Task After_a_clock_that_was_ahead_the_current_slot_counts_as_done()
    {
        bench.Book.Finish(ReleaseBench.Slot.AddYears(3));
        bench.Restart();
        await bench.LookAsync();
        (bench.Book.State!.Done, bench.Book.Due).ShouldBe((ReleaseBench.Slot, null));
        bench.Time.Advance(TimeSpan.FromDays(1));
        bench.Book.Due.ShouldBe(ReleaseBench.Slot.AddDays(1));
    }

    [Fact]
    public async Task While_the_repository_is_away_the_slot_is_put_off_longer_each_time()
    {
        bench.Qrs.Add("a50", bench.Ago(50));
        bench.Qrs.Fault = _ => new QrsException(0, "it was answered with a web page instead of JSON");
        var pauses = new List<double>();
        for (var attempt = 0; attempt < 6; attempt++)
        {
            (await bench.TurnAsync()).ShouldBe(Nothing + "it was answered with a web page instead of JSON");
            pauses.Add((bench.Book.State!.NotBefore!.Value - bench.Time.GetUtcNow()).TotalMinutes);
            bench.Book.Due.ShouldBeNull();
            bench.Time.Advance(TimeSpan.FromHours(1));
            bench.Restart();
            bench.Book.Due.ShouldBe(ReleaseBench.Slot);
        }

        pauses.ShouldBe([5, 10, 20, 40, 60, 60]);
        bench.Told().ShouldBeEmpty();
        bench.Qrs.Fault = _ => null;
        (await bench.TurnAsync()).ShouldStartWith("Succeeded");
        bench.Qrs.Deleted.ShouldBe(["a50"]);
    }

    [Fact]
    public async Task While_users_cannot_be_read_nothing_is_released()
    {
        bench.Qrs.Add("a50", bench.Ago(50));
        bench.Qrs.Fault = request => request.StartsWith("GET user", StringComparison.Ordinal) ? new QrsException(500, "no users") : null;
        (await bench.TurnAsync()).ShouldBe(Nothing + "no users");
        bench.Qrs.Deleted.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Without_the_right_to_read_the_run_ends_with_an_error(int status)
    {
        bench.Qrs.Add("a50", bench.Ago(50));
        bench.Qrs.Fault = request => request.Contains("full", StringComparison.Ordinal) ? new QrsException(status, "refused") : null;
        (await bench.TurnAsync()).ShouldBe(
            """Succeeded {"slot":"2031-03-14T00:00:00+00:00","dryRun":false,"released":0,"failed":0,"lastError":"refused"}""");
        bench.Ended().ShouldHaveSingleItem().ShouldEndWith("\"lastError\":\"refused\"}");
        bench.Book.State!.Done.ShouldBe(ReleaseBench.Slot);
    }

    [Fact]
    public async Task A_slot_that_another_relay_has_run_is_done_here()
    {
        bench.Qrs.Add("a50", bench.Ago(50));
        (await bench.TurnAsync(doneBy: "relay2")).ShouldBe("""Succeeded {"slot":"2031-03-14T00:00:00+00:00"}""");
        bench.Book.Due.ShouldBeNull();
        bench.Qrs.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-1, null, Nothing + "The slot 2031-03-13 00:00:00Z is not the current one, which is 2031-03-14 00:00:00Z.")]
    [InlineData(1, null, Nothing + "The slot 2031-03-15 00:00:00Z is not the current one, which is 2031-03-14 00:00:00Z.")]
    [InlineData(1, "relay2", "Failed The slot 2031-03-15 00:00:00Z is in the future here, where the current one is 2031-03-14 00:00:00Z.")]
    public async Task A_turn_for_another_slot_changes_nothing(int days, string? doneBy, string outcome)
    {
        (await bench.TurnAsync(ReleaseBench.Slot.AddDays(days), doneBy)).ShouldBe(outcome);
        bench.Book.Due.ShouldBe(ReleaseBench.Slot);
    }

    [Fact]
    public async Task Two_relays_that_run_a_slot_one_after_the_other_tell_each_license_once()
    {
        bench.Qrs.Add("a50", bench.Ago(50));
        bench.Configure("types: [analyzer]");
        await bench.TurnAsync();
        bench.Restart("relay2");
        await bench.TurnAsync();
        bench.Told().Distinct().ShouldBe(
        [
            "a50 main:license:would-release:00000001-0000-4000-8000-000000000002:2031-03-14T00:00:00Z",
            "main:license:release:2031-03-14T00:00:00Z:relay1", "main:license:release:2031-03-14T00:00:00Z:relay2",
        ]);
    }

    public void Dispose() => bench.Dispose();
}
