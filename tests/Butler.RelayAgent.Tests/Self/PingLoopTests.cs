using Butler.Core.Destinations;
using Butler.Core.SelfReports;
using Butler.RelayAgent.Self;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Self;

public sealed class PingLoopTests : IDisposable
{
    private const string Secret = "4d2f81c0-9a5b-4b3d-a7a6-90b0b3f9cf02";

    private readonly SelfBench bench = new();
    private readonly HttpSink sink = new();
    private readonly HttpTransport http;
    private readonly PingOptions options;
    private readonly PingState state;

    public PingLoopTests()
    {
        http = new HttpTransport(bench.Time);
        options = new PingOptions { Url = new Uri(sink.Url, "/" + Secret), Method = "POST", Every = TimeSpan.FromMinutes(1) };
        state = new PingState(options);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_calls_at_the_start_and_at_each_interval()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = Open().RunAsync(stop.Token);
        for (var calls = 1; calls <= 3; calls++)
        {
            await Eventually.TrueAsync(() => sink.Requests.Count == calls, $"call {calls} came");
            bench.Time.Advance(options.Every);
        }

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task It_tells_of_a_failure_until_all_is_well_again()
    {
        var condition = new ScriptedCondition();
        var loop = Open(condition);
        foreach (var problem in new[] { null, "the journal cannot be written", "the journal cannot be written", null })
        {
            condition.Problem = problem;
            await loop.PingAsync(Cancel);
            bench.Time.Advance(options.Every);
        }

        sink.Requests.Select(each => $"{each.PathAndQuery} {each.Body}").ShouldBe(
        [
            $"/{Secret} The relay relay1 of site main is well.\n",
            $"/{Secret}/fail The relay relay1 of site main is not well:\n- the journal cannot be written\n",
            $"/{Secret}/fail The relay relay1 of site main is not well:\n- the journal cannot be written\n",
            $"/{Secret} The relay relay1 of site main is well.\n",
        ]);
        bench.PingLog.Lines.ShouldBe(
        [
            "Warning: The heartbeat to 127.0.0.1 reports a failure: the journal cannot be written",
            "Information: The heartbeat to 127.0.0.1 reports that all is well again, after 00:02:00",
        ]);
        state.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_fails_is_said_once_and_warned_of_until_one_arrives()
    {
        var loop = Open();
        sink.Answer = _ => 500;
        for (var i = 0; i < 3; i++)
        {
            await loop.PingAsync(Cancel);
            bench.Time.Advance(options.Every);
            state.Warnings.ShouldBe(["the heartbeat to 127.0.0.1 fails: answered 500 Internal Server Error"]);
        }

        sink.Answer = _ => 200;
        await loop.PingAsync(Cancel);

        state.Warnings.ShouldBeEmpty();
        bench.PingLog.Lines.ShouldBe(
        [
            "Warning: The heartbeat to 127.0.0.1 failed, and goes on: answered 500 Internal Server Error",
            "Information: The heartbeat to 127.0.0.1 arrives again, after 00:03:00",
        ]);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        sink.Answer = request => request.PathAndQuery == "/elsewhere" ? 200 : 302;
        sink.Headers["Location"] = "/elsewhere";
        await Open().PingAsync(Cancel);

        sink.Requests.ShouldHaveSingleItem().PathAndQuery.ShouldBe("/" + Secret);
        state.Warnings.ShouldBe(["the heartbeat to 127.0.0.1 fails: answered 302 Found"]);
    }

    [Fact]
    public async Task A_service_that_hangs_is_given_up_after_ten_seconds()
    {
        using var released = new ManualResetEventSlim();
        sink.Answer = _ =>
        {
            released.Wait(Cancel);
            return 200;
        };
        var calling = Open().PingAsync(Cancel);
        await Eventually.TrueAsync(() => sink.Requests.Count == 1, "the call came");
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        await calling;
        released.Set();

        state.Warnings.ShouldBe(["the heartbeat to 127.0.0.1 fails: no answer within 10 s"]);
        bench.PingLog.Lines.ShouldBe(["Warning: The heartbeat to 127.0.0.1 failed, and goes on: no answer within 10 s"]);
    }

    [Fact]
    public async Task A_relay_that_stops_ends_a_call()
    {
        using var released = new ManualResetEventSlim();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        sink.Answer = _ =>
        {
            released.Wait(Cancel);
            return 200;
        };
        var running = Open().RunAsync(stop.Token);
        await Eventually.TrueAsync(() => sink.Requests.Count == 1, "the call came");
        await stop.CancelAsync();
        await running;
        released.Set();
        bench.PingLog.Lines.ShouldBeEmpty();
    }

    public void Dispose()
    {
        http.Dispose();
        sink.Dispose();
        bench.Dispose();
    }

    private PingLoop Open(params ICondition[] conditions) => bench.Ping(options, new PingClient(http, bench.Time), state, conditions);

    private sealed class ScriptedCondition : ICondition
    {
        public string? Problem { get; set; }

        public ValueTask<string?> ProblemAsync(CancellationToken stopping) => new(Problem);
    }
}
