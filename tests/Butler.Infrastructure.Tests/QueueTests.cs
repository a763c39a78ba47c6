using System.Text.Json;
using System.Xml;
using Butler.Infrastructure.Tests.Support;
using Butler.Local.ServiceBus;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Infrastructure.Tests;

/// <summary>The queues in Azure are those of the emulator, on which everything is tested.</summary>
public sealed class QueueTests
{
    public static TheoryData<string> Deployments => Deployment.All;

    [Theory]
    [MemberData(nameof(Deployments))]
    public void The_queues_are_those_of_the_design(string parameters)
    {
        var deployed = Deployment.Read(parameters).Queues;
        var relays = deployed.Keys.Where(Core.Commands.QueueNames.IsCommands).Select(queue => queue["commands-".Length..]).ToArray();
        relays.ShouldNotBeEmpty();

        deployed.Select(queue => Options(queue.Key, queue.Value)).OrderBy(queue => queue.Name)
            .ShouldBe(DesignQueues.For(relays).OrderBy(queue => queue.Name));
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void No_queue_needs_sessions(string parameters) =>
        Deployment.Read(parameters).Queues.Values.ShouldAllBe(queue => !queue.GetProperty("requiresSession").GetBoolean());

    [Theory]
    [MemberData(nameof(Deployments))]
    public void Each_trigger_finds_its_queue_and_its_connection(string parameters)
    {
        var deployment = Deployment.Read(parameters);

        AppFunctions.QueueTriggers.Select(trigger => trigger.QueueName).Except(deployment.Queues.Keys).ShouldBeEmpty();
        AppFunctions.QueueTriggers.Select(trigger => trigger.Connection).Distinct().ShouldBe(["ServiceBus"]);
        deployment.AppSettings.Keys.Where(name => name.StartsWith("ServiceBus", StringComparison.Ordinal)).Order().ShouldBe(
            ["ServiceBus__clientId", "ServiceBus__credential", "ServiceBus__fullyQualifiedNamespace"]);
        deployment.AppSettings["ServiceBus__credential"].ShouldBe("managedidentity");
    }

    /// <summary>The sizes differ: the emulator's are small, so that tests can fill a queue.</summary>
    private static QueueOptions Options(string name, JsonElement properties) => new()
    {
        Name = name,
        LockDuration = Duration(properties, "lockDuration"),
        MaxDeliveryCount = properties.GetProperty("maxDeliveryCount").GetInt32(),
        DefaultTimeToLive = Duration(properties, "defaultMessageTimeToLive"),
        DeadLetteringOnExpiration = properties.GetProperty("deadLetteringOnMessageExpiration").GetBoolean(),
        DuplicateDetectionWindow = properties.GetProperty("requiresDuplicateDetection").GetBoolean()
            ? Duration(properties, "duplicateDetectionHistoryTimeWindow")
            : null,
        ForwardDeadLetteredMessagesTo = properties.TryGetProperty("forwardDeadLetteredMessagesTo", out var target)
            ? target.GetString()
            : null,
    };

    private static TimeSpan Duration(JsonElement properties, string name) =>
        XmlConvert.ToTimeSpan(properties.GetProperty(name).GetString()!);
}
