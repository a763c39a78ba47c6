using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.ServiceBus.Amqp;

namespace Butler.Tests;

/// <summary>A sender of the tests' own, with the product's client.</summary>
internal static class TestBus
{
    /// <summary>Sends one message on a connection of its own.</summary>
    public static async Task SendAsync(string connectionString, string queue, QueueMessage message)
    {
        await using var bus = new AmqpServiceBus(ServiceBusConnection.Parse(connectionString), new AmqpOptions());
        await bus.SendAsync(queue, message, CancellationToken.None);
    }
}
