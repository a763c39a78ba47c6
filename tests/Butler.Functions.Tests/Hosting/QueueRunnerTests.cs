using System.Text;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Functions.Queues;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Hosting;

public sealed class QueueRunnerTests : IDisposable
{
    private readonly App app = new("""
        channels: { a: { type: console } }
        routes: [{ name: r, on: "*", send: [{ channel: a }] }]
        """);

    [Theory]
    [InlineData("[1]", "its property \"p\" has the value [1], which is of a type that cannot be sent again")]
    [InlineData(
        "9223372036854775808",
        "its property \"p\" has the value 9223372036854775808, which is of a type that cannot be sent again")]
    public async Task A_message_with_a_property_that_a_put_off_would_lose_is_kept_with_all_it_has_and_nothing_is_done(
        string json, string reason)
    {
        var message = App
            .Trigger("deliveries", new QueueMessage { Body = "body"u8.ToArray(), MessageId = "m", Label = "l", CorrelationId = "c" }) with
        {
            Properties = new Dictionary<string, object> { ["attempt"] = 2L, ["p"] = new UnreadProperty(json) },
        };
        await app.Services.Runner.RunAsync("Deliver", app.Services.Deliver, message, CancellationToken.None);

        var row = app.Tables.Rows(TableNames.Events).ShouldHaveSingleItem();
        (row.PartitionKey, row.Text("MessageId"), row.Text("Label"), row.Text("CorrelationId"), row.Text("Reason"), row.Text("Properties"))
            .ShouldBe(("refused-20310314", "m", "l", "c", reason, $$"""{"attempt":2,"p":{{json}}}"""));
        Encoding.UTF8.GetString(row.Payload("Body")!).ShouldBe("body");
        app.Bus.Sent.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("attempt", "two")]
    [InlineData("attempt", 1.5)]
    [InlineData("replay", true)]
    [InlineData("hop", "1")]
    [InlineData("sent", 5L)]
    public async Task A_property_of_the_wrong_type_is_no_first_attempt(string name, object value)
    {
        await app.SendAsync(Sample.Event());
        await app.PlanOnQueueAsync();
        var sent = app.Bus.Waiting(QueueNames.Deliveries).Single();
        app.Bus.Complete(QueueNames.Deliveries, sent);
        var message = sent with { Properties = new Dictionary<string, object>(sent.Properties) { [name] = value } };
        await app.Services.Runner.RunAsync(
            "Deliver", app.Services.Deliver, App.Trigger(QueueNames.Deliveries, message, count: 2), CancellationToken.None);

        app.Terminal.ToString().ShouldBeEmpty();
        app.Tables.Rows(TableNames.Events).Where(r => r.Text("State") == "refused").ShouldHaveSingleItem()
            .Text("Reason")!.ShouldStartWith($"its property \"{name}\" must be");
    }

    public void Dispose() => app.Dispose();
}
