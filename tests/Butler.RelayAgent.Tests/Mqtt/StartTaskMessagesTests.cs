using System.Text;
using Butler.Core.Destinations.Mqtt;
using Butler.RelayAgent.Mqtt;
using Butler.RelayAgent.Tests.Forwarding;

namespace Butler.RelayAgent.Tests.Mqtt;

public sealed class StartTaskMessagesTests
{
    private const string Id = "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33";
    private readonly Starts starts = new();
    private readonly RecordingLogger<StartTaskMessages> log = new();

    [Theory]
    [InlineData(Id)]
    [InlineData("0D7C2F18-5A61-4A9C-9BE4-2F6F0C1F7A33")]
    [InlineData(" 0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33\n")]
    public async Task The_id_of_a_task_starts_it(string payload)
    {
        await Send("qlik/start", payload);

        starts.Tasks.ShouldBe([Guid.Parse(Id)]);
        log.Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"task\":\"0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33\"}")]
    [InlineData("{0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33}")]
    [InlineData("0d7c2f185a614a9c9be42f6f0c1f7a33")]
    public async Task Anything_else_starts_nothing_and_is_told(string payload)
    {
        await Send("qlik/start", payload);

        starts.Tasks.ShouldBeEmpty();
        log.Lines.ShouldBe(
            [$"Warning: A message to qlik/start of {payload.Length} bytes starts nothing: it does not hold only the id of a task"]);
    }

    [Fact]
    public async Task A_message_that_the_broker_kept_starts_nothing()
    {
        await Send("qlik/start", Id, retain: true);

        starts.Tasks.ShouldBeEmpty();
        log.Lines.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Another_topic_is_none_of_its_business()
    {
        await Send("qlik/other", Id);

        starts.Tasks.ShouldBeEmpty();
        log.Lines.ShouldBeEmpty();
    }

    private Task Send(string topic, string payload, bool retain = false) => new StartTaskMessages("qlik/start", starts, log)
        .HandleAsync(
            new MqttMessage(topic, Encoding.UTF8.GetBytes(payload), MqttQos.AtLeastOnce, retain, Duplicate: false), CancellationToken.None);

    private sealed class Starts : IStartTaskByMqtt
    {
        public List<Guid> Tasks { get; } = [];

        public Task StartAsync(Guid taskId, CancellationToken cancellationToken)
        {
            Tasks.Add(taskId);
            return Task.CompletedTask;
        }
    }
}
