using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Tests.Forwarding;

namespace Butler.RelayAgent.Tests.Commands;

public sealed class StartTaskByRulesTests
{
    private readonly FakeQrs qrs = new();
    private readonly RecordingLogger<StartTaskByRules> log = new();

    [Fact]
    public async Task A_task_that_the_rules_allow_is_started()
    {
        await StartAsync(FakeQrs.Reload, new StartTaskRules { Any = true, Types = ["reload"] });

        qrs.Posts.ShouldBe([$"task/{FakeQrs.Reload}/start/synchronous"]);
        log.Lines.ShouldBe([$"Information: An MQTT message asked to start task {FakeQrs.Reload} (Margin): started"]);
    }

    [Theory]
    [InlineData(FakeQrs.External, "denied")]
    [InlineData("99999999-2222-4333-8444-555555555555", "invalid")]
    public async Task Weakness_51_the_rules_hold_for_messages_too(string task, string outcome)
    {
        await StartAsync(task, new StartTaskRules { Any = true, Types = ["reload"] });

        qrs.Posts.ShouldBeEmpty();
        log.Lines.ShouldHaveSingleItem().ShouldStartWith($"Warning: An MQTT message asked to start task {task}: {outcome}, ");
    }

    [Fact]
    public async Task A_repository_that_does_not_answer_is_told()
    {
        qrs.GetFault = new QrsException(0, "no answer");

        await StartAsync(FakeQrs.Reload, new StartTaskRules { Any = true, Types = ["reload"] });

        log.Lines.ShouldHaveSingleItem().ShouldEndWith(
            "failed, The request to Sense's repository failed, and nothing was changed: no answer");
    }

    private Task StartAsync(string task, StartTaskRules rules) =>
        new StartTaskByRules(new TaskSwitch(qrs, new TaskRules(rules)), log)
            .StartAsync(Guid.Parse(task), TestContext.Current.CancellationToken);
}
