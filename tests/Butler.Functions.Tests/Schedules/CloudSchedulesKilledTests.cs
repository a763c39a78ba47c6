using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Schedules;

/// <summary>The process dies at each write and each send. No reload is started twice, and no due time is lost.</summary>
public sealed class CloudSchedulesKilledTests
{
    [Fact]
    public Task A_reload() => Death.AtEveryEffectAsync(async death =>
    {
        using var qlik = new FakeQlik(FakeQlik.Reload, "15,25 4 * * *");
        death.Arm(qlik.Site.App.Kill);
        await qlik.Site.PassUntilAsync("04:31:00");
        qlik.Started.Split(' ').Length.ShouldBe(2, qlik.Started);
        qlik.Posts.ShouldBe(2);
        (await qlik.LastAsync()).ShouldStartWith("04:25:00 succeeded: Qlik Cloud accepted ");
        qlik.Site.Missed.ShouldBe("");
    }, atLeast: 12);

    [Fact]
    public Task A_reload_whose_answer_was_lost() => Death.AtEveryEffectAsync(async death =>
    {
        using var qlik = new FakeQlik(FakeQlik.Reload, "15 4 * * *");
        qlik.Answer(-500);
        death.Arm(qlik.Site.App.Kill);
        await qlik.Site.PassUntilAsync("04:31:00");
        (qlik.Posts, qlik.Started.Length).ShouldBe((1, "04:15:00".Length));
        (await qlik.LastAsync()).ShouldStartWith("04:15:00 succeeded: ");
        qlik.Site.Missed.ShouldBe("");
    }, atLeast: 10);

    [Fact]
    public Task A_reload_that_is_refused() => Death.AtEveryEffectAsync(async death =>
    {
        using var qlik = new FakeQlik(FakeQlik.Reload, "15 4 * * *");
        qlik.Answer(403, 403, 403);
        death.Arm(qlik.Site.App.Kill);
        await qlik.Site.PassUntilAsync("04:31:00");
        qlik.Started.ShouldBe("");
        qlik.Posts.ShouldBeInRange(1, 2); // A refusal of which no process knows is asked for once more.
        (await qlik.LastAsync()).ShouldStartWith("04:15:00 failed: ");
        qlik.Site.Missed.ShouldBe("04:15:00");
    }, atLeast: 8);

    [Fact]
    public Task An_automation() => Death.AtEveryEffectAsync(async death =>
    {
        using var qlik = new FakeQlik(FakeQlik.Automation, "15 4 * * *");
        death.Arm(qlik.Site.App.Kill);
        await qlik.Site.PassUntilAsync("04:31:00");
        qlik.Posts.ShouldBeInRange(1, 2);
        var last = await qlik.LastAsync();
        last.ShouldStartWith("04:15:00 succeeded: Qlik Cloud accepted the automation ");
        if (qlik.Posts == 2)
        {
            last.ShouldEndWith(" An earlier request may have started it, too.");
        }

        qlik.Site.Missed.ShouldBe("");
    }, atLeast: 8);

    [Fact]
    public Task A_tenant_that_limits_calls_until_the_end() => Death.AtEveryEffectAsync(async death =>
    {
        using var qlik = new FakeQlik(FakeQlik.Reload, "15,17 4 * * *");
        qlik.Answer([.. Enumerable.Repeat(429, 20)]);
        await qlik.Site.PassUntilAsync("04:14:57");
        death.Arm(qlik.Site.App.Kill);
        await qlik.Site.PassUntilAsync("04:16:50");
        qlik.Answer([]);
        await qlik.Site.PassUntilAsync("04:22:00");
        (qlik.Site.Missed, qlik.Started.Length).ShouldBe(("04:15:00", "04:17:00".Length));
        (await qlik.LastAsync()).ShouldStartWith("04:17:00 succeeded: ");
        qlik.Site.App.WakeUps().ShouldBeEmpty();
    }, atLeast: 8);
}
