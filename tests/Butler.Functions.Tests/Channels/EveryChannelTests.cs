using System.Net;
using System.Net.Sockets;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Channels;

/// <summary>Every channel that sends over HTTP meets everything that a destination may do to it.</summary>
public sealed class EveryChannelTests
{
    private static readonly int[] Statuses =
    [
        200, 201, 202, 204, 301, 302, 307, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 413, 415, 418, 422, 425, 429, 431, 451,
        500, 501, 502, 503, 504, 505, 507, 511, 599,
    ];

    private static readonly string[] Hostile =
    [
        "\"quotes\" 'and' \\backslashes\\ \r\n new\tlines", "</script><script>alert(1)</script>", "{{taskName}} {{{x}}} {{#each y}}",
        "😀 \u202Eright to left\u202C שלום",
        "\u0000\u0001\u001b[31m\u2028\uD800", "<!channel> <@U1|x> *bold* _it_ `code` ``` & &amp;", "a,b=c d\\",
        string.Concat(Enumerable.Repeat("x🙂\"\\\n", 20_000)),
    ];

    public static TheoryData<string> Types() => [.. ChannelCase.All.Select(c => c.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Each_answer_is_a_success_tried_again_or_kept_and_no_secret_gets_out(string type)
    {
        foreach (var status in Statuses)
        {
            // The destination repeats all that it was sent, its own address included, and the address of another server to be led to.
            using var elsewhere = new HttpSink();
            using var sink = new HttpSink(_ => status);
            sink.Headers["Location"] = elsewhere.Url.AbsoluteUri;
            sink.Body = status is 204 ? "" : $"no: {ChannelCase.Secret} at {sink.Url.AbsoluteUri}/{ChannelCase.Secret}";
            var row = await DeliverAsync(type, sink.Url, TimeSpan.FromSeconds(3));

            var expected = status < 300 ? "sent" : status is 408 or 425 or 429 or >= 500 ? "pending" : "dead";
            row.Text("State").ShouldBe(expected, $"after {status}");
            sink.Requests.Count.ShouldBe(1);
            elsewhere.Requests.ShouldBeEmpty("a redirect would carry keys elsewhere");
            if (expected != "sent")
            {
                row.Text("Reason")!.ShouldStartWith($"answered {status}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_success_whose_body_tells_of_a_failure_is_none(string type)
    {
        var channel = Case(type);
        (string Body, string State)[] answers =
        [
            .. channel.Successes.Select(body => (body, "sent")), .. channel.PassingFailures.Select(body => (body, "pending")),
            .. channel.FinalFailures.Select(body => (body, "dead")),
        ];
        foreach (var (body, state) in answers)
        {
            using var sink = new HttpSink(_ => 200) { Body = body };
            var row = await DeliverAsync(type, sink.Url, TimeSpan.FromSeconds(3));
            row.Text("State").ShouldBe(state, body);
            if (state != "sent")
            {
                row.Text("Reason").ShouldBe($"answered 200 OK: {body}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task What_may_have_arrived_is_repeated_as_a_possible_duplicate(string type)
    {
        foreach (var (status, isMarked) in ((int, bool)[])[(502, true), (504, true), (429, false), (503, false)])
        {
            var answers = 0;
            using var sink = new HttpSink(_ => answers++ == 0 ? status : 200);
            (await DeliverAsync(type, sink.Url, TimeSpan.FromMinutes(1))).Text("State").ShouldBe("sent");
            sink.Requests.Select(IsMarked).ShouldBe([false, isMarked], $"after {status}");
        }

        static bool IsMarked(SinkRequest request) =>
            request.Headers.ContainsKey("X-Butler-Possible-Duplicate") || request.Body.Contains(
                "\"X-Butler-Possible-Duplicate\":\"true\"", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_megabyte_of_answer_is_read_in_part(string type)
    {
        using var sink = new HttpSink(_ => 500) { Body = string.Concat(Enumerable.Repeat(ChannelCase.Secret + " ", 80_000)) };
        var row = await DeliverAsync(type, sink.Url, TimeSpan.FromSeconds(3));
        row.Text("State").ShouldBe("pending");
        row.Text("Reason")!.Length.ShouldBeLessThan(500);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_destination_that_cuts_the_connection_or_is_not_there_is_tried_again(string type)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                client.Client.LingerState = new LingerOption(enable: true, 0);
            }
        });
        (await DeliverAsync(type, url, TimeSpan.FromSeconds(3))).Text("State").ShouldBe("pending");
        listener.Stop();
        (await DeliverAsync(type, url, TimeSpan.FromSeconds(3))).Text("Reason")!.ShouldStartWith("not reached");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_destination_that_says_nothing_is_tried_again_after_its_time(string type)
    {
        using var release = new ManualResetEventSlim();
        using var sink = new HttpSink(_ =>
        {
            release.Wait(TimeSpan.FromSeconds(20));
            return 200;
        });
        var logs = new LogLines();
        using var app = new App(Case(type).Configuration(sink.Url), logs);
        await app.SendAsync(Sample.Event());
        var running = app.RunVisibleAsync();
        await Eventually.TrueAsync(
            () =>
            {
                if (sink.Requests.Count > 0)
                {
                    app.Time.Advance(TimeSpan.FromSeconds(16));
                }

                return running.IsCompleted;
            },
            "the wait is over");
        await running;
        release.Set();
        Row(app).Text("Reason")!.ShouldBe("no answer within 15 s");
        Secrets.ShouldBeNowhere(app, logs, ChannelCase.Secret);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Whatever_stands_in_an_event_the_body_keeps_its_form(string type)
    {
        using var sink = new HttpSink();
        using var app = new App(Case(type).Configuration(sink.Url), new LogLines());
        foreach (var (text, index) in Hostile.Select((text, index) => (text, index)))
        {
            await app.SendAsync(Sample.Event("sense.reload.failed", $"hostile{index}", Filled(text)));
        }

        await app.SendAsync(Sample.Event("sense.reload.failed", "nothing", new TaskEventData()));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        app.DeliveryRows().ShouldAllBe(r => r.Text("State") == "sent");
        sink.Requests.Count.ShouldBeGreaterThanOrEqualTo(Hostile.Length + 1);
        foreach (var request in sink.Requests)
        {
            Case(type).Check(request.Body);
        }
    }

    private static ChannelCase Case(string type) => ChannelCase.All.Single(c => c.Type == type);

    /// <summary>Delivers one event, looks that no secret has got out, and gives the delivery's row.</summary>
    private static async Task<TableRow> DeliverAsync(string type, Uri url, TimeSpan within)
    {
        var logs = new LogLines();
        using var app = new App(Case(type).Configuration(url), logs);
        await app.SendAsync(Sample.Event());
        await app.RunAsync(within);
        Secrets.ShouldBeNowhere(app, logs, ChannelCase.Secret);
        return Row(app);
    }

    private static TableRow Row(App app) =>
        app.DeliveryRows().Single(row => !row.PartitionKey.StartsWith("dead-", StringComparison.Ordinal));

    /// <summary>An event with a text in every field.</summary>
    private static TaskEventData Filled(string text) => Sample.Task with
    {
        Host = text,
        TaskName = text,
        AppName = text,
        User = text,
        LogTimeStamp = text,
        LogLevel = text,
        LogMessage = text,
        Task = new TaskInfo
        {
            Name = text,
            Kind = "reload",
            Tags = [text],
            CustomProperties = [new(text, text)],
            ModifiedByUserName = text,
        },
        App = new AppInfo { Name = text, Stream = text, Tags = [text], CustomProperties = [new(text, text)], Description = text },
        Owner = new OwnerInfo { Name = text, Directory = text, UserId = text, Emails = ["ulla.berg@example.com"] },
        Execution = new ExecutionInfo
        {
            StatusText = text,
            Node = text,
            Status = 8,
            Details = [new ExecutionDetail { Message = text, Time = Sample.Time, Type = 1 }],
        },
        ScriptLog = new ScriptLogInfo { Head = [text, text], Tail = [text], Lines = 3, Characters = 100 },
        ErrorLines = [text],
        Enrichment = new EnrichmentInfo(),
    };
}
