using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Butler.Core.Commands;
using Butler.Core.Destinations;
using Butler.Core.Destinations.Smtp;
using Butler.RelayAgent.Commands.Delivering;
using Butler.RelayAgent.Commands.Files;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Commands;

public sealed class DeliverTests : IDisposable
{
    private readonly CommandRelay relay = new();
    private readonly HttpSink sink = new();
    private readonly HttpTransport http = new(TimeProvider.System);
    private readonly string folder = Directory.CreateTempSubdirectory("butler-deliver-").FullName;
    private readonly HashSet<string> delivered = [];
    private readonly Dictionary<string, DestinationOptions> destinations = [];

    public DeliverTests()
    {
        destinations["hook"] = new()
        {
            Http = sink.Url,
            Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer secret-token" },
        };
        destinations["disk"] = new() { File = folder };
        relay.More.Add(new DeliverMessage(
            destinations,
            [new HttpDestination(http), new FileDestination(FileActions.Create(new OwnFiles([]))),
                new SmtpDestination(new SmtpTransport(TimeProvider.System))],
            delivered.Contains));
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
        (request.Headers["Idempotency-Key"], request.Headers["X-Butler-Possible-Duplicate"], request.Headers["X-Other"])
            .ShouldBe(("d1", "true", "1"));
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

    [Fact]
    public async Task A_mail_goes_by_the_server_of_the_relays_own_file_and_from_its_sender()
    {
        using var server = await MailServer.StartAsync(new JsonObject { ["user"] = "butler", ["password"] = "s3cr3t-password" });
        destinations["mail"] = ByMail(server.Port, "Relay <relay@example.com>");
        var reply = await AskAsync(
            new DeliverArguments { DeliveryId = "d1", Destination = "mail", Mail = Sample, PossibleDuplicate = true });

        (reply.Status, reply.Result!.Value.GetRawText()).ShouldBe(
            (CommandStatus.Succeeded, """{"outcome":"sent","detail":"250 2.0.0 taken as ABC123"}"""));
        var mail = await server.OneAsync();
        mail.GetProperty("from")[0].GetProperty("address").GetString().ShouldBe("relay@example.com");
        mail.GetProperty("to")[0].GetProperty("address").GetString().ShouldBe("ops@example.com");
        mail.GetProperty("subject").GetString().ShouldBe("Failed");
        mail.GetProperty("html").GetString().ShouldBe("<p>It failed</p>");
        mail.GetProperty("messageId").GetString().ShouldBe("<d1@example.com>");
        mail.GetProperty("priority").GetString().ShouldBe("low");
        mail.GetProperty("headers").TryGetProperty("x-butler-possible-duplicate", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_it_and_tried_again_later()
    {
        using var server = await MailServer.StartAsync(new JsonObject { ["user"] = "butler", ["password"] = "another" });
        destinations["mail"] = ByMail(server.Port);
        var reply = await AskAsync(
            new DeliverArguments { DeliveryId = "d1", Destination = "mail", Mail = Sample with { From = "a@example.com" } });
        reply.Status.ShouldBe(CommandStatus.Failed);
        reply.Result!.Value.GetRawText().ShouldBe(
            """{"outcome":"tryAgain","detail":"AUTH was answered 535 5.7.8 Error: PLAIN with *** failed","retryAfterSeconds":900}""");
        reply.Error!.ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task A_server_that_goes_away_at_the_end_of_a_mail_may_have_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true };
            using var reader = new StreamReader(client.GetStream());
            await writer.WriteAsync("220 hello\r\n");
            while (await reader.ReadLineAsync() is { } line && line != ".")
            {
                var reply = line.Split(' ')[0] switch
                {
                    "EHLO" => "250-x\r\n250 AUTH PLAIN",
                    "AUTH" => "235 in",
                    "MAIL" or "RCPT" => "250 ok",
                    "DATA" => "354 go",
                    _ => null,
                };
                await writer.WriteAsync(reply is null ? "" : reply + "\r\n");
            }
        });
        destinations["mail"] = ByMail(((IPEndPoint)listener.LocalEndpoint).Port);
        var reply = await AskAsync(
            new DeliverArguments { DeliveryId = "d1", Destination = "mail", Mail = Sample with { From = "a@example.com" } });
        reply.Result!.Value.GetRawText().ShouldBe(
            """{"outcome":"tryAgain","detail":"the server closed the connection at the mail itself","maybeArrived":true}""");
        await serving;
    }

    [Fact]
    public async Task A_delivery_by_mail_needs_a_mail_and_a_sender()
    {
        destinations["mail"] = ByMail(1);
        (await AskAsync(new DeliverArguments { DeliveryId = "d1", Destination = "mail" })).Error
            .ShouldBe("mail: the delivery has no mail");
        (await AskAsync(new DeliverArguments { DeliveryId = "d2", Destination = "mail", Mail = Sample }, "c2")).Result!.Value.GetRawText()
            .ShouldBe("""{"outcome":"refused","detail":"neither the delivery nor the relay\u0027s file has a sender"}""");
    }

    public void Dispose()
    {
        relay.Dispose();
        sink.Dispose();
        http.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static DeliverMail Sample { get; } = new()
    {
        To = "ops@example.com",
        Subject = "Failed",
        Html = "<p>It failed</p>",
        Text = "It failed",
        Priority = "low",
    };

    private static DestinationOptions ByMail(int port, string? from = null) => new()
    {
        Smtp = new SmtpServer
        {
            Host = "127.0.0.1",
            Port = port,
            Security = SmtpSecurity.None,
            User = "butler",
            Password = "s3cr3t-password",
        },
        From = from,
    };

    private Task<CommandReply> AskAsync(DeliverArguments arguments, string id = "c1") =>
        relay.AskAsync(CommandRelay.Command(CommandKinds.Deliver, arguments, CommandJson.Default.DeliverArguments, id));
}
