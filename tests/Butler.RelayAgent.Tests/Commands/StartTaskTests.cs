using System.Text.Json;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Tests.Commands;

public sealed class StartTaskTests : IDisposable
{
    private static readonly Dictionary<string, IReadOnlyList<string>> Finance = new() { ["Team"] = ["Finance"] };

    private static readonly Dictionary<string, StartTaskRules> Files = new()
    {
        ["nothing"] = new(),
        ["any, but no type"] = new() { Any = true },
        ["any reload"] = new() { Any = true, Types = ["reload"] },
        ["any of two types"] = new() { Any = true, Types = ["reload", "externalprogram"] },
        ["types alone"] = new() { Types = ["reload", "externalprogram"] },
        ["by id"] = new() { Tasks = [Guid.Parse(FakeQrs.External)], Types = ["reload", "externalprogram"] },
        ["by id, of another type"] = new() { Tasks = [Guid.Parse(FakeQrs.External)], Types = ["reload"] },
        ["by tag"] = new() { Tags = ["nightly"], Types = ["reload", "externalprogram"] },
        ["by tag, in another case"] = new() { Tags = ["Nightly"], Types = ["reload", "externalprogram"] },
        ["by custom property"] = new() { CustomProperties = Finance, Types = ["reload", "externalprogram"] },
        ["by a name and another's value"] = new()
        {
            CustomProperties = new Dictionary<string, IReadOnlyList<string>> { ["Team"] = ["Heavy"] },
            Types = ["reload"],
        },
    };

    private readonly CommandRelay relay = new();

    [Theory]
    [InlineData("nothing", false, false)]
    [InlineData("any, but no type", false, false)]
    [InlineData("any reload", true, false)]
    [InlineData("any of two types", true, true)]
    [InlineData("types alone", false, false)]
    [InlineData("by id", false, true)]
    [InlineData("by id, of another type", false, false)]
    [InlineData("by tag", true, true)]
    [InlineData("by tag, in another case", false, false)]
    [InlineData("by custom property", true, false)]
    [InlineData("by a name and another's value", false, false)]
    public async Task Every_task_is_checked_against_the_file(string rules, bool reload, bool external)
    {
        relay.Rules = Files[rules];
        var reply = await AskAsync(new StartTaskArguments { TaskIds = [FakeQrs.Reload, FakeQrs.External] });

        relay.Qrs.Posts.ShouldBe([.. Started(reload, FakeQrs.Reload), .. Started(external, FakeQrs.External)]);
        Outcomes(reply).ShouldBe([reload ? "done" : "denied", external ? "done" : "denied"]);
        reply.Status.ShouldBe(reload || external ? CommandStatus.Succeeded : CommandStatus.Refused);
    }

    [Fact]
    public async Task A_tag_comes_down_to_tasks_that_are_each_checked()
    {
        var reply = await AskAsync(new StartTaskArguments { Tags = ["nightly"] });
        relay.Qrs.Filters.ShouldBe(["tags.name eq 'nightly'"]);
        relay.Qrs.Posts.ShouldBe([$"task/{FakeQrs.Reload}/start/synchronous"]);
        Outcomes(reply).ShouldBe(["done", "denied"]);
    }

    [Fact]
    public async Task Weakness_18_a_value_of_another_custom_property_does_not_count()
    {
        var reply = await AskAsync(new StartTaskArguments { CustomProperties = [new("Team", "Heavy"), new("Team", "Finance")] });
        relay.Qrs.Filters[0].ShouldBe("(customProperties.definition.name eq 'Team') and (customProperties.value eq 'Heavy')");
        relay.Qrs.Posts.ShouldBe([$"task/{FakeQrs.Reload}/start/synchronous"]);
        Outcomes(reply).ShouldBe(["invalid", "done"]);
    }

    [Fact]
    public async Task A_task_under_several_selections_is_started_once()
    {
        var reply = await AskAsync(new StartTaskArguments
        {
            TaskIds = [FakeQrs.Reload, FakeQrs.Reload.ToUpperInvariant()],
            Tags = ["nightly"],
            CustomProperties = [new("Team", "Finance")],
        });
        relay.Qrs.Posts.Count.ShouldBe(1);
        Outcomes(reply).ShouldBe(["done", "done", "done", "denied", "done"]);
    }

    [Fact]
    public async Task Quotes_are_doubled() =>
        (await AskAsync(new StartTaskArguments { Tags = ["it's"] })).ShouldSatisfyAllConditions(
            reply => relay.Qrs.Filters.ShouldBe(["tags.name eq 'it''s'"]),
            reply => Outcomes(reply).ShouldBe(["invalid"]));

    [Theory]
    [InlineData(false, "done")]
    [InlineData(true, "leftOut")]
    public async Task An_id_that_is_none_stops_the_others_only_where_all_must_exist(bool all, string other)
    {
        var reply = await AskAsync(
            new StartTaskArguments { TaskIds = [FakeQrs.Reload, "zzz", Guid.Empty.ToString()], AllTaskIdsMustExist = all });
        Outcomes(reply).ShouldBe([other, "invalid", "invalid"]);
        relay.Qrs.Posts.Count.ShouldBe(all ? 0 : 1);
    }

    [Theory]
    [InlineData("{\"value\":\"6B1E9D54-c0b7-4f58-8d0a-1a9f44f0d2c1\"}")]
    [InlineData("\"6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1\"")]
    public async Task A_started_task_is_told_with_its_execution(string answer)
    {
        relay.Qrs.PostAnswer = _ => answer;
        var reply = await AskAsync(new StartTaskArguments { TaskIds = [FakeQrs.Reload] });
        Task(reply).GetProperty("executionId").GetString().ShouldBe("6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1");
    }

    [Fact]
    public async Task The_empty_id_says_that_Sense_has_not_started_the_task()
    {
        relay.Qrs.PostAnswer = _ => $$"""{"value":"{{Guid.Empty}}"}""";
        var reply = await AskAsync(new StartTaskArguments { TaskIds = [FakeQrs.Reload] });
        (reply.Status, Task(reply).GetProperty("outcome").GetString(), Task(reply).GetProperty("reason").GetString()).ShouldBe(
            (CommandStatus.Failed, "failed",
                "Sense did not start it: the task is disabled, no scheduler is available, or the app is not available"));
    }

    [Fact]
    public async Task A_repository_without_the_synchronous_form_is_asked_in_the_plain_one()
    {
        relay.Qrs.PostFault = path => path.EndsWith("synchronous", StringComparison.Ordinal)
            ? (new QrsException(404, "no such resource"), Done: false)
            : null;
        var reply = await AskAsync(new StartTaskArguments { TaskIds = [FakeQrs.Reload] });
        relay.Qrs.Posts.ShouldBe([$"task/{FakeQrs.Reload}/start"]);
        (Task(reply).GetProperty("outcome").GetString(), Task(reply).TryGetProperty("executionId", out _)).ShouldBe(("done", false));
    }

    [Fact]
    public async Task Stopping_goes_by_the_same_rules()
    {
        var reply = await relay.AskAsync(CommandRelay.Command(
            CommandKinds.StopTask, new TaskIdsArguments { TaskIds = [FakeQrs.Reload, FakeQrs.External] },
            CommandJson.Default.TaskIdsArguments));
        relay.Qrs.Posts.ShouldBe([$"task/{FakeQrs.Reload}/stop"]);
        Outcomes(reply).ShouldBe(["done", "denied"]);
    }

    public void Dispose() => relay.Dispose();

    private static string[] Started(bool started, string id) => started ? [$"task/{id}/start/synchronous"] : [];

    private static JsonElement Task(CommandReply reply) => reply.Result!.Value.GetProperty("tasks")[0];

    private static List<string> Outcomes(CommandReply reply) =>
        [.. reply.Result!.Value.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("outcome").GetString()!)];

    private Task<CommandReply> AskAsync(StartTaskArguments arguments) =>
        relay.AskAsync(CommandRelay.Command(CommandKinds.StartTask, arguments, CommandJson.Default.StartTaskArguments));
}
