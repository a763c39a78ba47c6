using Butler.Core.Commands;
using Butler.Core.Transports;
using Butler.RelayAgent.Commands.Delivering;
using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Configuration;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Commands;

public sealed class DeliverTests : IDisposable
{
    private readonly CommandRelay relay = new();
    private readonly HttpSink sink = new();
    private readonly HttpTransport http = new(TimeProvider.System);
    private readonly string folder = Directory.CreateTempSubdirectory("butler-deliver-").FullName;
    private readonly HashSet<string> delivered = [];

    public DeliverTests()
    {
        var destinations = new Dictionary<string, DestinationOptions>
        {
            ["hook"] = new() { Http = sink.Url, Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer secret-token" } },
            ["disk"] = new() { File = folder },
        };
        relay.More.Add(new Deliver(destinations, [new HttpDestination(http), new FileDestination(FileActions.Create(new OwnFiles([])))], delivered.Contains));
    }

    [Fact]
    public async Task It_is_sent_with_the_secrets_of_the_relays_own_file()
    {
        var reply = await AskAsync(new DeliverArguments
        {
            DeliveryId = "d1",
            Destination = "hook",
            Body = """{"a":1}""",
            Headers = new Dictionary<string, string> { ["authorization"] = "mine", ["X-Other"] = "1" },
            PossibleDuplicate = true,
        });

        (reply.Status, reply.Result!.Value.GetRawText()).ShouldBe((CommandStatus.Succeeded, """{"outcome":"sent","detail":"200"}"""));
        var request = sink.Requests.ShouldHaveSingleItem();
        (request.Method, request.Body, request.Headers["Authorization"]).ShouldBe(("POST", """{"a":1}""", "Bearer secret-token"));
        (request.Headers["Idempotency-Key"], request.Headers["X-Butler-Possible-Duplicate"], request.Headers["X-Other"]).ShouldBe(("d1", "true", "1"));
    }

    [Theory]
    [InlineData(503, "tryAgain")]
    [InlineData(410, "refused")]
    public async Task A_failure_says_whether_to_try_again_and_shows_no_secret(int status, string outcome)
    {
        sink.Answer = _ => status;
        sink.Body = "you sent secret-token";
        var reply = await AskAsync(new DeliverArguments { DeliveryId = "d1", Destination = "hook" });
        (reply.Status, reply.Result!.Value.GetProperty("outcome").GetString()).ShouldBe((CommandStatus.Failed, outcome));
        reply.Error!.ShouldNotContain("secret-token");
    }

    [Fact]
    public async Task What_was_sent_under_its_id_is_not_sent_again()
    {
        delivered.Add("d1");
        (await AskAsync(new DeliverArguments { DeliveryId = "d1", Destination = "hook" })).Status.ShouldBe(CommandStatus.Succeeded);
        sink.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_destination_that_the_file_does_not_name_is_refused() =>
        (await AskAsync(new DeliverArguments { DeliveryId = "d1", Destination = "http://elsewhere" })).ShouldSatisfyAllConditions(
            reply => reply.Status.ShouldBe(CommandStatus.Refused),
            reply => reply.Error.ShouldBe("commands.deliver names no destination \"http://elsewhere\"."));

    [Fact]
    public async Task A_file_of_its_own_is_written_and_writing_it_again_changes_nothing()
    {
        await AskAsync(new DeliverArguments { DeliveryId = "d1", Destination = "disk", Body = "text", FileName = "alert.txt" });
        await AskAsync(new DeliverArguments { DeliveryId = "d1", Destination = "disk", Body = "text", FileName = "alert.txt" }, "c2");
        Directory.GetFiles(folder).Select(File.ReadAllText).ShouldBe(["text"]);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("/etc/x")]
    [InlineData("")]
    public async Task A_file_name_is_a_name(string name)
    {
        var reply = await AskAsync(new DeliverArguments { DeliveryId = "d1", Destination = "disk", FileName = name });
        reply.Status.ShouldBe(CommandStatus.Refused);
        Directory.GetFileSystemEntries(folder).ShouldBeEmpty();
    }

    public void Dispose()
    {
        relay.Dispose();
        sink.Dispose();
        http.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private Task<CommandReply> AskAsync(DeliverArguments arguments, string id = "c1") =>
        relay.AskAsync(CommandRelay.Command(CommandKinds.Deliver, arguments, CommandJson.Default.DeliverArguments, id));
}
