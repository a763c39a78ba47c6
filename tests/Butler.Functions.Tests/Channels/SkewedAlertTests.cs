using System.Text;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Influx;
using Butler.Functions.Channels.Webhook;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Channels;

/// <summary>An alert whose log's time is not to be relied on shows when it was received too.</summary>
public sealed class SkewedAlertTests
{
    private static readonly DateTimeOffset Received = Sample.Time.AddSeconds(1);

    [Theory]
    [InlineData(
        366 * 24,
        "The log's time is 366 d ahead of the time of receipt: check the clock of qsprod02, and udp.timeZone of relay relay-1.")]
    [InlineData(-1, "The log's time is 1 h behind the time of receipt: check the clock of qsprod02, and udp.timeZone of relay relay-1.")]
    public void The_facts_have_both_times_and_a_note_says_what_to_check(int hours, string note)
    {
        var alert = Looks.Alert(Skewed(hours));
        AlertFacts.Of(alert).Where(f => f.Label is "Time" or "Received").ShouldBe(
            [("Time", AlertText.Time(alert, Received.AddHours(hours))), ("Received", AlertText.Time(alert, Received))]);
        AlertText.Notes(alert).ShouldContain(note);
        var mail = Looks.Mail(alert);
        (mail.Text + mail.Html).ShouldContain(AlertText.Time(alert, Received));
        string.Join('\n', Looks.Texts(Looks.Slack(alert))).ShouldContain(AlertText.Time(alert, Received));
        string.Join('\n', Looks.Texts(Looks.Teams(alert))).ShouldContain(AlertText.Time(alert, Received));
    }

    [Fact]
    public void An_alert_whose_time_is_good_has_one_time_and_no_note()
    {
        var alert = Looks.Alert(Sample.Event("sense.reload.failed"));
        AlertFacts.Of(alert).Count(f => f.Label is "Time" or "Received").ShouldBe(1);
        AlertText.Notes(alert).ShouldNotContain(n => n.Contains("clock", StringComparison.Ordinal));
    }

    [Fact]
    public void How_long_it_was_broken_is_reckoned_by_the_time_of_receipt()
    {
        var first = EventSummaries.Of(Skewed(366 * 24), null);
        var alert = Looks.Alert(Sample.Event("sense.reload.succeeded") with { Time = Received.AddMinutes(5) });
        alert = alert with { Delivery = alert.Delivery with { Reason = new AlertReason { Kind = AlertKind.Resolved, First = first } } };
        AlertFacts.Of(alert).Take(2).ShouldBe([("Broken for", "5 min"), ("First failure", AlertText.Time(alert, Received))]);
    }

    [Fact]
    public void A_webhook_has_the_time_of_receipt_beside_Butlers_fields()
    {
        Body(new WebhookOptions { Method = "POST" }, Skewed(1)).ShouldEndWith("""
            "logMessage":"Max retries reached","receivedTime":"2031-03-14T03:12:08.3180000Z"}
            """.Trim());
        Body(new WebhookOptions { Method = "POST" }, Sample.Event("sense.reload.failed"))
            .ShouldEndWith("\"logMessage\":\"Max retries reached\"}");
    }

    [Fact]
    public void Metrics_are_dated_by_the_time_of_receipt()
    {
        var alert = Looks.Alert(Skewed(366 * 24));
        var good = Looks.Alert(Sample.Event("sense.reload.failed") with { Time = Received });
        Bytes(Looks.Render(alert, new InfluxOptions())).ShouldBe(Bytes(Looks.Render(good, new InfluxOptions())));
    }

    private static CloudEvent Skewed(int hours) =>
        Sample.Event("sense.reload.failed", received: Received) with { Time = Received.AddHours(hours), Skewed = true };

    private static string Body(WebhookOptions options, CloudEvent @event) =>
        Bytes(Looks.Render(Looks.Alert(@event), options, new NoTemplates()));

    private static string Bytes(ChannelMessage message) =>
        Encoding.UTF8.GetString(message.ShouldBeOfType<ChannelMessage.Http>().Body!.Value.Span);
}
