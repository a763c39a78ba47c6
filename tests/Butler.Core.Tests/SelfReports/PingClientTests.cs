using Butler.Core.Destinations;
using Butler.Core.SelfReports;
using Butler.Tests;

namespace Butler.Core.Tests.SelfReports;

public sealed class PingClientTests : IDisposable
{
    private const string Token = "/ping/4d2f81c0-9a5b-4b3d-a7a6-90b0b3f9cf02";

    private readonly FakeTime time = new();
    private readonly HttpSink sink = new();
    private readonly HttpTransport http;

    public PingClientTests() => http = new HttpTransport(time);

    [Theory]
    [InlineData("GET", "", "GET " + Token + " []")]
    [InlineData("GET", "?rid=7", "GET " + Token + "?rid=7 []")]
    [InlineData("POST", "", "POST " + Token + " [The relay a is well.\n]")]
    public async Task All_is_well(string method, string query, string request)
    {
        (await SendAsync(Options(query, method))).ShouldBeNull();
        Requests().ShouldBe([request]);
    }

    [Theory]
    [InlineData("GET", "", "GET " + Token + "/fail []")]
    [InlineData("GET", "?rid=7", "GET " + Token + "/fail?rid=7 []")]
    [InlineData("GET", "/", "GET " + Token + "/fail []")]
    [InlineData("GET", "?status=up&msg=OK&ping=", "GET " + Token + "?status=down&msg=OK&ping= []")]
    [InlineData("POST", "", "POST " + Token + "/fail [The relay a is not well:\n- the journal cannot be written\n- no answer\n]")]
    public async Task A_failure_is_reported(string method, string query, string request)
    {
        (await SendAsync(Options(query, method), "the journal cannot be written", "no answer")).ShouldBeNull();
        Requests().ShouldBe([request]);
    }

    [Fact]
    public async Task A_user_in_the_address_is_sent_as_basic_authentication_also_with_a_failure()
    {
        var options = new PingOptions { Url = new UriBuilder(new Uri(sink.Url, Token)) { UserName = "u", Password = "p" }.Uri };
        await SendAsync(options, "no answer");
        sink.Requests.ShouldHaveSingleItem().Headers["Authorization"].ShouldBe("Basic dTpw");
        Requests().ShouldBe(["GET " + Token + "/fail []"]);
    }

    [Theory]
    [InlineData(404, "answered 404 Not Found")]
    [InlineData(500, "answered 500 Internal Server Error")]
    [InlineData(302, "answered 302 Found")]
    public async Task An_answer_other_than_2xx_is_a_failure_without_the_address_or_the_text(int status, string failure)
    {
        sink.Answer = _ => status;
        sink.Body = $"no check at {Token}";
        sink.Headers["Location"] = new Uri(sink.Url, "/elsewhere").AbsoluteUri;

        (await SendAsync(Options(""))).ShouldBe(failure);
        sink.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_costs_ten_seconds()
    {
        using var released = new ManualResetEventSlim();
        sink.Answer = _ =>
        {
            released.Wait(TestContext.Current.CancellationToken);
            return 200;
        };
        var sending = SendAsync(Options(""));
        await Eventually.TrueAsync(() => sink.Requests.Count == 1, "the request has arrived");
        time.Advance(TimeSpan.FromSeconds(9));
        sending.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        (await sending).ShouldBe("no answer within 10 s");
        released.Set();
    }

    [Fact]
    public async Task A_service_that_is_down_is_named_by_its_host_only()
    {
        var options = Options("");
        sink.Dispose();

        var failure = await SendAsync(options);
        failure.ShouldNotBeNull().ShouldStartWith("not reached: 127.0.0.1:");
        failure.ShouldNotContain("4d2f81c0");
    }

    [Fact]
    public void The_address_is_not_shown() => new SelfOptions { Heartbeat = Options("") }.ToString().ShouldNotContain("4d2f81c0");

    public void Dispose()
    {
        http.Dispose();
        sink.Dispose();
    }

    private PingOptions Options(string query, string method = "GET") => new() { Url = new Uri(sink.Url, Token + query), Method = method };

    private Task<string?> SendAsync(PingOptions options, params string[] problems) =>
        new PingClient(http, time).SendAsync(options, "relay a", problems, TestContext.Current.CancellationToken);

    private string[] Requests() => [.. sink.Requests.Select(each => $"{each.Method} {each.PathAndQuery} [{each.Body}]")];
}
