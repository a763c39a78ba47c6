using System.Net;

namespace Butler.Local.Tests.ServiceBus;

public sealed class SharedAccessTests
{
    [Theory]
    [InlineData("http://127.0.0.1/", HttpStatusCode.NoContent)]
    [InlineData("http://127.0.0.1/q", HttpStatusCode.NoContent)]
    [InlineData("sb://127.0.0.1/Q/", HttpStatusCode.NoContent)]
    [InlineData("https://localhost:5380/q/messages", HttpStatusCode.Unauthorized)]
    [InlineData("http://localhost/q", HttpStatusCode.NoContent)]
    [InlineData("http://127.0.0.1/other", HttpStatusCode.Unauthorized)]
    [InlineData("http://127.0.0.1/qu", HttpStatusCode.Unauthorized)]
    [InlineData("https://other.servicebus.windows.net/q", HttpStatusCode.Unauthorized)]
    [InlineData("q", HttpStatusCode.Unauthorized)]
    public async Task A_token_opens_what_lies_below_its_resource(string resource, HttpStatusCode expected)
    {
        await using var bench = await EmulatorBench.StartAsync();
        (await PeekAsync(bench, bench.Sign(resource))).ShouldBe(expected);
    }

    [Fact]
    public async Task A_token_ends_at_its_expiry_also_when_it_was_good_before()
    {
        await using var bench = await EmulatorBench.StartAsync();
        var token = bench.Sign("http://127.0.0.1/q", expiry: bench.Time.GetUtcNow().AddMinutes(5));
        (await PeekAsync(bench, token)).ShouldBe(HttpStatusCode.NoContent);
        bench.Time.Advance(TimeSpan.FromMinutes(5));

        (await PeekAsync(bench, token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_wrong_key_a_wrong_policy_and_a_changed_token_are_refused()
    {
        await using var bench = await EmulatorBench.StartAsync();
        var good = bench.Sign("http://127.0.0.1/q");
        string[] bad =
        [
            bench.Sign("http://127.0.0.1/q", key: "wrong"),
            bench.Sign("http://127.0.0.1/q", keyName: "other"),
            good.Replace("%2Fq&", "%2F&", StringComparison.Ordinal),
            good.Replace("&se=", "&se=1", StringComparison.Ordinal),
            good.Replace("&skn=", "&x=", StringComparison.Ordinal),
            "SharedAccessSignature ",
            "Bearer abc",
        ];

        foreach (var token in bad)
        {
            (await PeekAsync(bench, token)).ShouldBe(HttpStatusCode.Unauthorized, token);
        }
    }

    [Fact]
    public async Task Nobody_comes_in_without_a_token()
    {
        await using var bench = await EmulatorBench.StartAsync();
        using var answer = await bench.Client.PostAsync(
            new Uri("q/messages/head?timeout=0", UriKind.Relative), null, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_connection_string_says_where_and_with_what()
    {
        await using var bench = await EmulatorBench.StartAsync();

        bench.Emulator.ConnectionString.ShouldBe(
            $"Endpoint=sb://127.0.0.1:{bench.Emulator.Port};SharedAccessKeyName={EmulatorBench.KeyName};SharedAccessKey={EmulatorBench.Key};UseDevelopmentEmulator=true");
    }

    private static async Task<HttpStatusCode> PeekAsync(EmulatorBench bench, string authorization)
    {
        using var answer = await bench.CallAsync(HttpMethod.Post, "q/messages/head?timeout=0", authorization: authorization);
        return answer.StatusCode;
    }
}
