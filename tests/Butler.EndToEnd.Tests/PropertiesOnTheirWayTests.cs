using System.Reflection;
using Azure.Messaging.ServiceBus;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.ServiceBus.Amqp;
using Butler.Functions.Queues;
using Butler.Local.FunctionsHost.Invocations;
using Butler.Local.FunctionsHost.Worker;
using Butler.Local.FunctionsHost.Worker.Protocol;
using Butler.Local.ServiceBus;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Host = Butler.Local.FunctionsHost.Configuration;

namespace Butler.EndToEnd.Tests;

/// <summary>
/// A message's properties on their whole way: bus client, emulator, the payload that the Functions host posts, the function app, a put-off,
/// and the same way once more. What one step loses or changes, an attempt or a replay goes by.
/// </summary>
public sealed class PropertiesOnTheirWayTests : IAsyncLifetime
{
    private static readonly Dictionary<string, object> EveryType = new()
    {
        ["text"] = "plain",
        ["text-empty"] = "",
        ["text-number"] = "12",
        ["text-flag"] = "true",
        ["text-quotes"] = "\"a\\b\"\r\n\tc",
        ["text-letters"] = "Försäljning 売上 🚀",
        ["whole"] = 7L,
        ["whole-zero"] = 0L,
        ["whole-negative"] = -1L,
        ["whole-largest"] = long.MaxValue,
        ["whole-least"] = long.MinValue,
        ["fraction"] = 0.1,
        ["fraction-whole"] = 2.0,
        ["fraction-large"] = 1.5e300,
        ["flag-true"] = true,
        ["flag-false"] = false,
    };

    private ServiceBusEmulator emulator = null!;
    private AmqpServiceBus bus = null!;

    public async ValueTask InitializeAsync()
    {
        emulator = await ServiceBusEmulator.StartAsync(
            new EmulatorOptions { Queues = DesignQueues.For("relay-1"), SharedAccessKey = "key", Port = 0 }, TimeProvider.System,
            NullLoggerFactory.Instance, CancellationToken.None);
        bus = new AmqpServiceBus(ServiceBusConnection.Parse(emulator.ConnectionString), new AmqpOptions());
    }

    public async ValueTask DisposeAsync()
    {
        await bus.DisposeAsync();
        await emulator.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_type_of_value_arrives_unchanged_at_a_function_and_through_its_put_offs(bool inABatch)
    {
        await SendAsync(EveryType, inABatch);
        var first = await TakeAsync();
        Values(first).ShouldBe(EveryType, ignoreOrder: true);

        var time = new FakeTime(TimeProvider.System.GetUtcNow().AddHours(-1));
        await new Rescheduler(bus, time, new Random(1)).SendAsync(first, CancellationToken.None);
        var second = await TakeAsync();
        await new Rescheduler(bus, time, new Random(1)).SendAsync(second, CancellationToken.None);
        var third = await TakeAsync();

        Values(second).ShouldBe(EveryType, ignoreOrder: true);
        Values(third).ShouldBe(EveryType, ignoreOrder: true);
        Rescheduler.Hops(third).ShouldBe(2);
        third.FirstEnqueuedTime.ShouldBe(first.EnqueuedTime);
    }

    [Fact]
    public async Task Every_type_of_value_arrives_unchanged_at_a_relay()
    {
        await SendAsync(EveryType, inABatch: false);
        var message = await bus.ReceiveAsync("deliveries", TimeSpan.FromSeconds(5), CancellationToken.None);
        message!.Properties.ShouldBe(EveryType, ignoreOrder: true);
    }

    [Fact]
    public async Task Every_type_of_value_survives_in_a_row_of_a_delivery()
    {
        await SendAsync(EveryType, inABatch: false);
        var stored = Functions.Delivering.DeliveryRowMessage.Write(await TakeAsync());
        Functions.Delivering.DeliveryRowMessage.Read(stored).ShouldBe(EveryType, ignoreOrder: true);
    }

    /// <summary>A name that HTTP or the queue uses itself, such as <c>date</c>, would be lost on the way.</summary>
    [Fact]
    public async Task Every_property_that_the_product_names_survives_with_every_type_of_value()
    {
        var names = Named().ToList();
        names.ShouldBeSubsetOf(names.Distinct());
        names.ShouldContain("attempt");
        names.ShouldContain("signature");
        names.Count.ShouldBeGreaterThanOrEqualTo(14);
        foreach (var value in new object[] { "text", 3L, 0.5, true })
        {
            var properties = names.Append("schema").ToDictionary(name => name, _ => value);
            await SendAsync(properties, inABatch: value is long);
            Values(await TakeAsync()).ShouldBe(properties, ignoreOrder: true);
        }
    }

    [Fact]
    public async Task A_date_of_another_sender_stays_the_text_that_the_host_makes_of_it()
    {
        var moment = new DateTimeOffset(2031, 3, 14, 4, 12, 7, TimeSpan.Zero);
        await using var other = new ServiceBusClient(emulator.ConnectionString);
        await using var sender = other.CreateSender("deliveries");
        await sender.SendMessageAsync(new ServiceBusMessage("{}") { ApplicationProperties = { ["when"] = moment.UtcDateTime } });
        var first = await TakeAsync();
        first.Text("when").ShouldBe("2031-03-14T04:12:07Z");
        await new Rescheduler(bus, new FakeTime(TimeProvider.System.GetUtcNow().AddHours(-1)), new Random(1))
            .SendAsync(first, CancellationToken.None);
        (await TakeAsync()).Text("when").ShouldBe("2031-03-14T04:12:07Z");
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_becomes_the_replacement_character()
    {
        await SendAsync(new Dictionary<string, object> { ["odd"] = "a\ud800b" }, inABatch: false);
        (await TakeAsync()).Text("odd").ShouldBe("a\ufffdb");
    }

    /// <summary>
    /// The values of all constants that name a property: <c>Property</c> or a name that ends so, in every assembly of the product.
    /// </summary>
    private static IEnumerable<string> Named() =>
        from assembly in new[] { typeof(Rescheduler).Assembly, typeof(QueueMessage).Assembly, Assembly.Load("butler-relay") }
        from type in assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where field.IsLiteral && field.FieldType == typeof(string)
            && (field.Name.EndsWith("Property", StringComparison.Ordinal) || type == typeof(Functions.Delivering.DeliveryProperties))
        select (string)field.GetRawConstantValue()!;

    private Task SendAsync(IReadOnlyDictionary<string, object> properties, bool inABatch)
    {
        var message = new QueueMessage { Body = "{}"u8.ToArray(), MessageId = Guid.NewGuid().ToString(), Properties = properties };
        var other = message with
        {
            MessageId = message.MessageId + "2",
            TimeToLive = TimeSpan.FromSeconds(1),
            ScheduledEnqueueTime = DateTimeOffset.MaxValue.AddYears(-1),
        };
        return inABatch
            ? bus.SendBatchAsync("deliveries", [message, other], CancellationToken.None)
            : bus.SendAsync("deliveries", message, CancellationToken.None);
    }

    /// <summary>Takes a message as the Functions host does, and reads its payload as the function app does.</summary>
    private async Task<TriggerMessage> TakeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var taken = await emulator.Broker.ReceiveAsync("deliveries", patience.Token);
        emulator.Broker.Complete("deliveries", taken.LockToken).ShouldBeTrue();
        var function = new Host.FunctionDefinition("Deliver", new Host.QueueTrigger("body", "deliveries", Binary: true));
        var request = InvocationData.Request(function, new MessageInput(taken));

        // The worker hands each value to the app as text, JSON as it is written.
        var data = request.TriggerMetadata.ToDictionary(
            m => m.Key, m => (object?)(m.Value.DataCase == TypedData.DataOneofCase.Json ? m.Value.Json : m.Value.String));
        return TriggerMessageReader.Read("deliveries", request.InputData.Single().Data.Bytes.Memory, data);
    }

    private static Dictionary<string, object> Values(TriggerMessage message) => message.Properties
        .Where(p => p.Key is not (Rescheduler.IdProperty or Rescheduler.HopProperty or Rescheduler.FaultsProperty
            or Rescheduler.EnqueuedProperty) || message.Properties.ContainsKey("signature"))
        .ToDictionary(p => p.Key, p => p.Value);
}
