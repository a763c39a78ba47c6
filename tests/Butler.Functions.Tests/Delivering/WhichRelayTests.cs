using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Delivering;

/// <summary>Of several relays of a site, the one that has a delivery's destination sends it.</summary>
public sealed class WhichRelayTests : IDisposable
{
    private App app = null!;
    private RelaySite one = null!;
    private RelaySite two = null!;

    public WhichRelayTests() => Start();

    [Fact]
    public async Task The_relay_whose_heartbeat_names_the_destination_is_asked_however_late_it_was_heard_of()
    {
        await one.AppearAsync(TimeSpan.FromDays(30), "deliver", "deliver:mail");
        await two.AppearAsync(TimeSpan.FromDays(20), "deliver", "deliver:mail", "deliver:ops-slack");
        await RunAsync();
        Asked().ShouldBe((0, 1));
        Row().ShouldBe(("sent", 1L, null));
    }

    [Fact]
    public async Task A_relay_that_names_it_comes_before_an_older_one_that_names_none()
    {
        await one.AppearAsync(TimeSpan.FromDays(30), "deliver");
        await two.AppearAsync(TimeSpan.FromDays(20), "deliver", "deliver:ops-slack");
        await RunAsync();
        Asked().ShouldBe((0, 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_relay_that_does_not_have_it_after_all_is_followed_by_the_next_also_when_killed(bool hasCode) =>
        Death.AtEveryEffectAsync(async death =>
    {
        app.Dispose();
        Start();
        one.Answer = _ => NoDestination(hasCode);
        await one.AppearAsync(TimeSpan.FromDays(30), "deliver");
        await two.AppearAsync(TimeSpan.FromDays(20), "deliver");
        await app.SendAsync(Sample.Event());
        death.Arm(app.Kill);
        await PassAsync(TimeSpan.FromMinutes(30));
        Asked().ShouldBe((1, 1));
        Row().State.ShouldBe("sent");
        (two.Carried.ShouldHaveSingleItem().Arguments.PossibleDuplicate && !death.Happened).ShouldBeFalse();
    });

    [Fact]
    public async Task When_none_has_it_the_delivery_ends_and_says_whom_was_asked()
    {
        (one.Answer, two.Answer) = (_ => NoDestination(true), _ => NoDestination(true));
        await one.AppearAsync(TimeSpan.FromDays(30), "deliver");
        await two.AppearAsync(TimeSpan.FromDays(20), "deliver");
        await RunAsync();
        Asked().ShouldBe((1, 1));
        Row().ShouldBe(("dead", 3L, "relay relay-1: commands.deliver names no destination \"ops-slack\".; relay relay-2: commands.deliver "
            + "names no destination \"ops-slack\"."));
    }

    [Fact]
    public async Task When_no_heartbeat_names_it_nobody_is_asked()
    {
        await one.AppearAsync(TimeSpan.FromDays(30), "deliver", "deliver:mail");
        await two.AppearAsync(TimeSpan.FromDays(20), "deliver", "deliver:ops-slack-2");
        await RunAsync();
        Asked().ShouldBe((0, 0));
        Row().ShouldBe(("dead", 1L, "No relay of site default names the destination \"ops-slack\" under commands.deliver in its relay.yaml "
            + "(asked or known: relay-1, relay-2)."));
    }

    [Fact]
    public async Task The_relay_that_has_it_is_waited_for_while_it_is_away()
    {
        await one.AppearAsync(TimeSpan.FromDays(30), "deliver", "deliver:mail");
        await two.AppearAsync(TimeSpan.FromMinutes(-10), "deliver", "deliver:ops-slack");
        await app.SendAsync(Sample.Event());
        await PassAsync(TimeSpan.FromMinutes(2));
        Row().State.ShouldBe("pending");
        Row().Reason.ShouldBe(
            "Relay relay-2 of site default can do deliver to \"ops-slack\", but has not sent a heartbeat within the last three minutes; "
                + "the last was at 2031-03-14 04:02:07Z.");
        await two.AppearAsync(TimeSpan.FromDays(20), "deliver", "deliver:ops-slack");
        await PassAsync(TimeSpan.FromMinutes(10));
        Asked().ShouldBe((0, 1));
        Row().State.ShouldBe("sent");
    }

    [Fact]
    public async Task What_a_destination_refuses_is_not_sent_by_another_relay()
    {
        one.Answer = _ => RelaySite.Reply(CommandStatus.Failed, "refused", "answered 404");
        await one.AppearAsync(TimeSpan.FromDays(30), "deliver", "deliver:ops-slack");
        await two.AppearAsync(TimeSpan.FromDays(20), "deliver", "deliver:ops-slack");
        await RunAsync();
        Asked().ShouldBe((1, 0));
        Row().ShouldBe(("dead", 1L, "relay relay-1: answered 404"));
    }

    public void Dispose() => app.Dispose();

    private static CommandReply NoDestination(bool hasCode)
    {
        const string Reason = "commands.deliver names no destination \"ops-slack\".";
        var reply = RelaySite.Reply(CommandStatus.Refused, error: Reason);
        return hasCode
            ? reply with
            {
                Result = JsonSerializer.SerializeToElement(
                    new DeliverResult { Outcome = "refused", Code = DeliverResult.NoDestination, Detail = Reason },
                    CommandJson.Default.DeliverResult),
            }
            : reply;
    }

    private void Start()
    {
        app = new App("""
            defaultChannel: none
            channels: { a: { type: slack, via: relay, destination: ops-slack } }
            routes: [{ name: r, on: "sense.*", send: [{ channel: a }] }]
            """);
        (one, two) = (new RelaySite(app), new RelaySite(app, "relay-2"));
    }

    private async Task RunAsync()
    {
        await app.SendAsync(Sample.Event());
        await PassAsync(TimeSpan.FromMinutes(10));
    }

    /// <summary>Moves the clock from message to message, both relays at work beside the app.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        var end = app.Time.GetUtcNow() + time;
        do
        {
            bool works;
            do
            {
                await app.RunVisibleAsync();
                one.Work();
                two.Work();
                works = await one.HandOverAsync() | await two.HandOverAsync();
            }
            while (works);

            app.Time.Advance(TimeSpan.FromSeconds(5));
        }
        while (app.Time.GetUtcNow() < end);
    }

    private (int One, int Two) Asked() => (one.Carried.Count, two.Carried.Count);

    private (string? State, long? Attempt, string? Reason) Row()
    {
        var row = app.DeliveryRows().Single(r => r.PartitionKey == TableKey.Escape(Sample.Event().Id));
        return (row.Text("State"), row.Number("Attempt"), row.Text("Reason"));
    }
}
