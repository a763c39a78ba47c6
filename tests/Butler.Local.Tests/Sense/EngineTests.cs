using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Butler.Local.Faults;
using Butler.Local.Sense.Site;

namespace Butler.Local.Tests.Sense;

[Collection(nameof(SenseSimulatorCollection))]
public sealed class EngineTests
{
    private static readonly string Margin = AppData.MarginCockpit.Id.ToString();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task It_greets_and_lists_its_apps()
    {
        await using var bench = await SimulatorBench.StartAsync();
        using var engine = await ConnectAsync(bench);
        var apps = (await CallAsync(engine, -1, "GetDocList", "[]")).GetProperty("result").GetProperty("qDocList");

        apps.GetArrayLength().ShouldBe(8);
        (apps[0].GetProperty("qDocId").GetString(), apps[0].GetProperty("qDocName").GetString()).ShouldBe((Margin, "Margin Cockpit"));
    }

    [Fact(Timeout = 20_000)]
    public async Task An_app_shows_its_script_properties_and_connections()
    {
        await using var bench = await SimulatorBench.StartAsync();
        using var engine = await ConnectAsync(bench, $"/app/{Margin}");
        await OpenAsync(engine, Margin);

        (await ResultAsync(engine, 1, "GetScript")).GetProperty("qScript").GetString().ShouldBe(AppData.MarginCockpit.Script);
        (await ResultAsync(engine, 1, "GetAppProperties")).GetProperty("qProp").GetProperty("qTitle").GetString()
            .ShouldBe("Margin Cockpit");
        (await ResultAsync(engine, 1, "GetAppLayout")).GetProperty("qLayout").GetProperty("qFileName").GetString().ShouldBe(Margin);
        (await ResultAsync(engine, 1, "GetLineage")).GetProperty("qLineage")[0].GetProperty("qDiscriminator").GetString()
            .ShouldBe("lib://Finance QVDs/margins.qvd");
        var connection = (await ResultAsync(engine, 1, "GetConnections")).GetProperty("qConnections")[0].GetProperty("qId").GetString();
        (await ResultAsync(engine, 1, "GetConnection", $"""["{connection}"]""")).GetProperty("qConnection")
            .GetProperty("qType").GetString().ShouldBe("folder");
    }

    [Theory(Timeout = 20_000)]
    [InlineData("""{"qAppObjectListDef":{"qType":"sheet"}}""", "qAppObjectList", "GetObject", 2)]
    [InlineData("""{"qAppObjectListDef":{"qType":"story"}}""", "qAppObjectList", "GetObject", 1)]
    [InlineData("""{"qAppObjectListDef":{"qType":"masterobject"}}""", "qAppObjectList", "GetObject", 1)]
    [InlineData("""{"qAppObjectListDef":{"qType":"appprops"}}""", "qAppObjectList", "GetObject", 1)]
    [InlineData("""{"qDimensionListDef":{"qType":"dimension"}}""", "qDimensionList", "GetDimension", 1)]
    [InlineData("""{"qMeasureListDef":{"qType":"measure"}}""", "qMeasureList", "GetMeasure", 2)]
    [InlineData("""{"qBookmarkListDef":{"qType":"bookmark"}}""", "qBookmarkList", "GetBookmark", 1)]
    [InlineData("""{"qBookmarkListDef":{"qType":"snapshot"}}""", "qBookmarkList", null, 0)]
    [InlineData("""{"qVariableListDef":{"qType":"variable"}}""", "qVariableList", "GetVariableById", 2)]
    [InlineData("""{"qFieldListDef":{"qShowSystem":true}}""", "qFieldList", null, 6)]
    [InlineData("""{"qMediaListDef":{}}""", "qMediaList", null, 1)]
    public async Task A_list_names_what_can_then_be_asked_for(string definition, string list, string? method, int count)
    {
        await using var bench = await SimulatorBench.StartAsync();
        using var engine = await ConnectAsync(bench);
        await OpenAsync(engine, Margin);
        var handle = Handle(await ResultAsync(engine, 1, "CreateSessionObject", $"[{definition}]"));
        var items = (await ResultAsync(engine, handle, "GetLayout")).GetProperty("qLayout").GetProperty(list).GetProperty("qItems");

        items.GetArrayLength().ShouldBe(count);
        if (method is not null)
        {
            var id = items[0].GetProperty("qInfo").GetProperty("qId").GetString();
            var item = Handle(await ResultAsync(engine, 1, method, $"""["{id}"]"""));
            (await ResultAsync(engine, item, "GetProperties")).GetProperty("qProp").GetProperty("qInfo").GetProperty("qId").GetString()
                .ShouldBe(id);
            (await ResultAsync(engine, item, "GetFullPropertyTree")).GetProperty("qPropEntry").GetProperty("qChildren").GetArrayLength()
                .ShouldBe(0);
        }
    }

    [Fact(Timeout = 20_000)]
    public async Task A_reload_takes_its_time_tells_its_progress_and_can_be_saved()
    {
        await using var bench = await SimulatorBench.StartAsync();
        bench.Simulator.Behaviour.RunTime = TimeSpan.FromMilliseconds(400);
        var before = bench.Simulator.Site.App(AppData.MarginCockpit.Id)!.LastReload;
        using var engine = await ConnectAsync(bench);
        await OpenAsync(engine, Margin);
        await SendAsync(engine, """{"jsonrpc":"2.0","id":70,"handle":1,"method":"DoReload","params":{"qMode":0,"qPartial":false}}""");
        var progress = (await CallAsync(engine, -1, "GetProgress", "[70]")).GetProperty("result").GetProperty("qProgressData");
        var reloaded = await ReceiveAsync(engine);

        progress.GetProperty("qFinished").GetBoolean().ShouldBeFalse();
        (reloaded.GetProperty("id").GetInt32(), reloaded.GetProperty("result").GetProperty("qReturn").GetBoolean()).ShouldBe((70, true));
        (await CallAsync(engine, 1, "DoSave", "[]")).TryGetProperty("result", out _).ShouldBeTrue();
        bench.Simulator.Site.App(AppData.MarginCockpit.Id)!.LastReload!.Value.ShouldBeGreaterThan(before!.Value);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_reload_fails_where_the_apps_task_does()
    {
        await using var bench = await SimulatorBench.StartAsync();
        using var engine = await ConnectAsync(bench);
        await OpenAsync(engine, AppData.Customer360.Id.ToString());

        (await ResultAsync(engine, 1, "DoReloadEx", "[{}]")).GetProperty("qResult").GetProperty("qSuccess").GetBoolean().ShouldBeFalse();
    }

    [Theory(Timeout = 20_000)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"handle":-1,"method":"OpenDoc","params":["00000000-0000-0000-0000-000000000001"]}""", 1003)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"handle":-1,"method":"OpenDoc","params":[]}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"handle":-1,"method":"NoSuchMethod","params":[]}""", -32601)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"handle":7,"method":"GetLayout","params":[]}""", -32601)]
    [InlineData("""{"half":""", -32700)]
    [InlineData("""[]""", -32700)]
    public async Task What_is_wrong_is_refused_with_the_engines_number(string message, int code)
    {
        await using var bench = await SimulatorBench.StartAsync();
        using var engine = await ConnectAsync(bench);
        await SendAsync(engine, message);

        (await ReceiveAsync(engine)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(code);
    }

    [Fact(Timeout = 20_000)]
    public async Task Without_a_certificate_or_user_nobody_is_connected()
    {
        await using var bench = await SimulatorBench.StartAsync();

        await Should.ThrowAsync<WebSocketException>(() => ConnectAsync(bench, certificate: false));
        await Should.ThrowAsync<WebSocketException>(() => ConnectAsync(bench, user: "UserDirectory=NOWHERE; UserId=nobody"));
    }

    [Fact(Timeout = 20_000)]
    public async Task Calls_are_counted_and_go_wrong_when_they_shall()
    {
        await using var bench = await SimulatorBench.StartAsync();
        bench.Simulator.Faults.Add(new Fault { Path = "/engine/GetDocList", Status = 500, Times = 1 });
        bench.Simulator.Faults.Add(new Fault { Path = "/engine/GetDocList", Cut = true, Times = 1 });
        using var engine = await ConnectAsync(bench);

        (await CallAsync(engine, -1, "GetDocList", "[]")).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(500);
        await Should.ThrowAsync<WebSocketException>(() => CallAsync(engine, -1, "GetDocList", "[]"));
        bench.Simulator.Requests.Of("CALL /engine/GetDocList").ShouldBe(2);
    }

    [Fact(Timeout = 20_000)]
    public async Task Stopping_ends_what_is_connected()
    {
        var bench = await SimulatorBench.StartAsync();
        using var engine = await ConnectAsync(bench);
        await bench.DisposeAsync();

        await Should.ThrowAsync<WebSocketException>(() => ReceiveAsync(engine));
    }

    private static async Task<ClientWebSocket> ConnectAsync(
        SimulatorBench bench, string path = "/app/engineData", bool certificate = true,
        string user = @"UserDirectory=INTERNAL; UserId=sa_api")
    {
        var socket = new ClientWebSocket();
        try
        {
            if (certificate)
            {
                socket.Options.ClientCertificates.Add(bench.ClientCertificate);
            }

            socket.Options.RemoteCertificateValidationCallback = (_, server, _, _) => bench.IsOfThisSite(server);
            socket.Options.SetRequestHeader("X-Qlik-User", user);
            await socket.ConnectAsync(new Uri(bench.Simulator.EngineUrl, path), Cancelled);
            (await ReceiveAsync(socket)).GetProperty("method").GetString().ShouldBe("OnConnected");
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task OpenAsync(ClientWebSocket engine, string app) =>
        Handle(await ResultAsync(engine, -1, "OpenDoc", $"""["{app}","","","",true]""")).ShouldBe(1);

    private static int Handle(JsonElement result) => result.GetProperty("qReturn").GetProperty("qHandle").GetInt32();

    private static async Task<JsonElement> ResultAsync(ClientWebSocket engine, int handle, string method, string parameters = "[]") =>
        (await CallAsync(engine, handle, method, parameters)).GetProperty("result");

    private static async Task<JsonElement> CallAsync(ClientWebSocket engine, int handle, string method, string parameters)
    {
        await SendAsync(engine, $$"""{"jsonrpc":"2.0","id":1,"handle":{{handle}},"method":"{{method}}","params":{{parameters}}}""");
        return await ReceiveAsync(engine);
    }

    private static Task SendAsync(ClientWebSocket engine, string message) =>
        engine.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, Cancelled);

    private static async Task<JsonElement> ReceiveAsync(ClientWebSocket engine)
    {
        using var message = new MemoryStream();
        var buffer = new byte[4096];
        WebSocketReceiveResult part;
        do
        {
            part = await engine.ReceiveAsync(buffer, Cancelled);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        return JsonDocument.Parse(message.ToArray()).RootElement;
    }
}
