using Butler.Tests;

namespace Butler.Functions.Tests.QlikCloud;

/// <summary>A tenant may send two events of one reload: that of the reload, and that of the engine. One of them is told.</summary>
public sealed class CloudReloadsTests
{
    [Theory]
    [InlineData(true, "65f1b0aa9e")]
    [InlineData(false, "65f1b0aa9e")]
    [InlineData(true, "0a9f7c52-1111-4222-8333-444455556666")]
    [InlineData(false, "0a9f7c52-1111-4222-8333-444455556666")]
    public async Task Where_both_come_one_is_told(bool attemptFirst, string attempt)
    {
        await using var site = await CloudSite.StartAsync();
        string[] bodies = [CloudSite.Attempt(reload: attempt), CloudSite.Finished()];

        foreach (var body in attemptFirst ? bodies : bodies.Reverse())
        {
            (await site.CallAsync(body)).ShouldBe("202");
            await site.App.RunVisibleAsync();
        }

        await site.App.RunAsync(TimeSpan.FromMinutes(5));
        site.Alerts.ShouldBe([CloudSite.Failed]);
    }

    [Fact]
    public async Task Where_only_the_engines_comes_that_one_is_told_two_minutes_later()
    {
        await using var site = await CloudSite.StartAsync();
        await site.CallAsync(CloudSite.Attempt());
        await site.App.RunVisibleAsync();
        site.Alerts.ShouldBeEmpty();

        await site.App.RunAsync(TimeSpan.FromMinutes(5));

        site.Alerts.ShouldBe([CloudSite.AttemptFailed]);
    }

    [Fact]
    public async Task The_end_that_comes_after_an_attempt_was_told_is_recorded_only()
    {
        await using var site = await CloudSite.StartAsync();
        await site.CallAsync(CloudSite.Attempt(reload: "engine-1"));
        await site.App.RunAsync(TimeSpan.FromMinutes(5));

        await site.CallAsync(CloudSite.Finished());
        await site.App.RunVisibleAsync();

        site.Alerts.ShouldBe([CloudSite.AttemptFailed]);
    }

    [Fact]
    public async Task A_success_after_a_failed_attempt_is_told()
    {
        await using var site = await CloudSite.StartAsync();
        await site.CallAsync(CloudSite.Attempt());
        await site.App.RunAsync(TimeSpan.FromMinutes(5));

        await site.CallAsync(CloudSite.Finished("SUCCEEDED"));
        await site.App.RunVisibleAsync();

        site.Alerts.ShouldBe([CloudSite.AttemptFailed, CloudSite.Failed.Replace("failed", "succeeded", StringComparison.Ordinal)]);
    }

    [Fact]
    public async Task Two_reloads_of_one_app_are_two_alerts()
    {
        await using var site = await CloudSite.StartAsync();
        await site.CallAsync(CloudSite.Finished(reload: "a", ended: "2031-03-14T04:00:00Z"));
        await site.CallAsync(CloudSite.Finished(reload: "b", ended: "2031-03-14T04:01:00Z"));
        await site.App.RunVisibleAsync();

        site.Alerts.ShouldBe([CloudSite.Failed, CloudSite.Failed]);
    }

    /// <summary>Killed at each write and send, with both events under way.</summary>
    [Fact]
    public Task Nothing_is_lost_when_the_process_dies() => Death.AtEveryEffectAsync(async death =>
    {
        await using var site = await CloudSite.StartAsync();
        await site.CallAsync(CloudSite.Attempt(reload: "engine-1"));
        await site.CallAsync(CloudSite.Finished());
        death.Arm(site.App.Kill);

        await site.App.RunAsync(TimeSpan.FromHours(1));

        site.Alerts.ShouldContain(CloudSite.Failed);
    });
}
