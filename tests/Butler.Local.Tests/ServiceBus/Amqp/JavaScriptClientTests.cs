using System.Diagnostics;
using Butler.Local.ServiceBus;
using Butler.Local.ServiceBus.Queues;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Local.Tests.ServiceBus.Amqp;

/// <summary>The vendor's client for JavaScript, which has an AMQP library of its own.</summary>
public sealed class JavaScriptClientTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_sends_receives_and_settles()
    {
        Parts.RequireNode();
        var folder = Repository.PathOf("tests/service-bus-client");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(folder, "node_modules", "@azure", "service-bus")),
            "the client is not fetched (npm ci --prefix tests/service-bus-client)");
        await using var emulator = await ServiceBusEmulator.StartAsync(
            new EmulatorOptions { Port = 0, Queues = [new QueueOptions { Name = "q", LockDuration = TimeSpan.FromSeconds(5) }] },
            TimeProvider.System,
            NullLoggerFactory.Instance,
            Cancelled);
        using var node = Process.Start(new ProcessStartInfo("node", ["client.js", emulator.ConnectionString])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = node.StandardOutput.ReadToEndAsync(Cancelled);
        var errors = node.StandardError.ReadToEndAsync(Cancelled);
        await node.WaitForExitAsync(Cancelled);

        (await errors).ShouldBe("");
        (await output).ShouldBe(
            """
            received: {"body":{"a":1},"messageId":"m","subject":"Größe","correlationId":"c","contentType":"application/json","timeToLive":60000,"applicationProperties":{"text":"ü","whole":5,"real":1.5,"flag":true},"deliveryCount":0,"state":"active"}
            abandoned: {"deliveryCount":1,"attempt":2}
            renewed: true
            settled twice: "Error"
            lock lost: "MessageLockLost"
            deferred: {"body":"batch 0","deliveryCount":1}
            dead-lettered: {"body":"batch 1","reason":"reason","description":"description","extra":"more"}
            peeked: [["one","scheduled"],["two","scheduled"]]
            cancelled twice: "MessageNotFound"
            nothing left: 0
            too large: "MessageSizeExceeded"
            missing: "MessagingEntityNotFound"
            handled: 20

            """);
        node.ExitCode.ShouldBe(0);
        await Eventually.TrueAsync(() => emulator.AmqpConnectionCount == 0, "the client has left");
    }
}
