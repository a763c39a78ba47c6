using Butler.RelayAgent.Sense.Engine;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Setup.Checking;
using Butler.RelayAgent.Tests.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Setup;

public sealed class EngineProbeTests : IDisposable
{
    private readonly FakeEngine engine = new();

    [Fact]
    public async Task An_engine_that_answers_is_told_with_its_version_and_what_its_user_sees()
    {
        engine.Instead = Answers("""[{"qDocId":"1"},{"qDocId":"2"}]""");

        (await CheckAsync()).ShouldBe(
            [$"ok    engine        {engine.Url.Authority} answers, version 12.2341.0", @"ok    engine        INTERNAL\sa_api sees 2 apps"]);

        (engine.Path, engine.User).ShouldBe(("/app/engineData", "UserDirectory=INTERNAL; UserId=sa_api"));
        await Eventually.TrueAsync(() => engine.Closed == 1, "the session is closed");
    }

    [Fact]
    public async Task A_user_who_sees_no_app_is_warned_of()
    {
        engine.Instead = Answers("[]");

        (await CheckAsync())[1].ShouldBe(
            @"warn  engine        INTERNAL\sa_api sees no app: give it a security rule in the QMC, or set engine.user");
    }

    [Fact]
    public async Task A_refusal_says_what_to_check()
    {
        engine.Instead = _ => """ "error":{"code":5,"parameter":"","message":"Access denied"} """;

        (await CheckAsync()).ShouldBe(
            ["fail  engine        Sense's engine refused EngineVersion: Access denied (5) Check engine.url, that the engine runs, and that "
                + $"the firewall lets port {engine.Url.Port} through"]);
    }

    [Fact]
    public async Task Nobody_there_says_what_to_check()
    {
        engine.Dispose();

        (await CheckAsync()).ShouldHaveSingleItem().ShouldStartWith("fail  engine        Sense's engine could not be reached: ");
    }

    [Fact]
    public async Task Without_qrs_there_is_no_certificate_to_ask_it_with() =>
        (await new EngineProbe(Section(), null).ProbeAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem().Level
            .ShouldBe(CheckLevel.Fail);

    public void Dispose() => engine.Dispose();

    private static Func<string, string?> Answers(string documents) => method => method switch
    {
        "EngineVersion" => """ "result":{"qVersion":{"qComponentVersion":"12.2341.0"}} """,
        _ => $$""" "result":{"qDocList":{{documents}}} """,
    };

    private EngineOptions Section() => new() { Url = engine.Url, User = @"INTERNAL\sa_api" };

    private async Task<List<string>> CheckAsync()
    {
        var qrs = new QrsOptions { Url = new Uri("http://127.0.0.1:9") };
        using var connection = new QrsConnection(qrs, TimeProvider.System, NullLogger<QrsConnection>.Instance);
        var client = new EngineClient(Section(), () => connection.Get().Http, TimeProvider.System);
        return [.. (await new EngineProbe(Section(), client).ProbeAsync(TestContext.Current.CancellationToken))
            .Select(result => result.ToString())];
    }
}
