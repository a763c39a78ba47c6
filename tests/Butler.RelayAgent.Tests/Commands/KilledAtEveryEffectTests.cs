using Butler.Core.Commands;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Commands;

/// <summary>
/// The relay is killed at each of its writes to disk, calls to the queues and calls to Sense, one by one, just before and just after
/// it. The task is started at most once, and what is answered is never untrue.
/// </summary>
public sealed class KilledAtEveryEffectTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_start_happens_at_most_once_and_the_answer_is_true(bool powerCut) => Death.AtEveryEffectAsync(async death =>
    {
        using var relay = new CommandRelay();
        relay.Send(CommandRelay.Start(FakeQrs.Reload));
        var died = await DieAsync(relay, death, powerCut);
        await relay.RunAsync();
        relay.Bus.Unlock();
        await relay.RunAsync();

        relay.Bus.Waiting.ShouldBe(0);
        relay.Qrs.Posts.Count.ShouldBeLessThanOrEqualTo(1);
        var reply = relay.Reply;
        switch (reply.Status)
        {
            case CommandStatus.Succeeded:
                relay.Qrs.Posts.ShouldBe([$"task/{FakeQrs.Reload}/start/synchronous"]);
                break;
            case CommandStatus.OutcomeUnknown:
                died.ShouldBeTrue();
                break;
            default:
                died.ShouldBeTrue();
                reply.Status.ShouldBe(CommandStatus.Failed);
                relay.Qrs.Posts.ShouldBeEmpty();
                break;
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_start_that_is_not_allowed_never_happens(bool powerCut) => Death.AtEveryEffectAsync(async death =>
    {
        using var relay = new CommandRelay { Rules = new() };
        relay.Send(CommandRelay.Start(FakeQrs.Reload));
        await DieAsync(relay, death, powerCut);
        await relay.RunAsync();

        relay.Qrs.Posts.ShouldBeEmpty();
        relay.Reply.Status.ShouldBeOneOf(CommandStatus.Refused, CommandStatus.Failed, CommandStatus.OutcomeUnknown);
    });

    private static async Task<bool> DieAsync(CommandRelay relay, Death death, bool powerCut)
    {
        death.Arm(relay.Kill);
        try
        {
            await relay.RunAsync();
            relay.Restart();
            return false;
        }
        catch (ProcessKilledException)
        {
            relay.Restart();
            if (powerCut)
            {
                relay.Disk.CutPower(new Random(death.Effect));
            }

            return true;
        }
    }
}
