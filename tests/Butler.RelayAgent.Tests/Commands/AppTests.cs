using Butler.Core.Commands;
using Butler.Core.Secrets;
using Butler.RelayAgent.Commands.Apps;
using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Sense.Engine;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Commands;

public sealed class AppTests : IDisposable
{
    private const string App = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1";

    private const string Other = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c2";

    private readonly FakeEngine engine = new();
    private readonly CommandRelay relay = new();
    private readonly HttpMessageInvoker invoker = new(new SocketsHttpHandler());
    private readonly HttpClient http = new();

    public AppTests()
    {
        var client = new EngineClient(
            new EngineOptions { Url = engine.Url, User = @"INTERNAL\sa_api" }, () => invoker, TimeProvider.System);
        var rules = new DumpAppRules { Apps = [Guid.Parse(App)], StorageAccounts = ["acme.blob.core.windows.net"], Loopback = true };
        relay.More.Add(new AppDump(client, rules, http, Redaction.None, Path.GetTempPath()));
        relay.More.Add(new ReloadApp(
            client, new ReloadAppRules { Apps = [Guid.Parse(App), Guid.Parse(Other)] },
            new TaskSwitch(relay.Qrs, new TaskRules(relay.Rules))));
    }

    [Fact]
    public async Task A_small_app_is_described_in_the_reply_and_the_session_is_closed()
    {
        var reply = await DumpAsync();

        (reply.Status, reply.Error).ShouldBe((CommandStatus.Succeeded, null));
        var dump = reply.Result!.Value.GetProperty("dump");
        dump.EnumerateObject().Select(member => member.Name).ShouldBe([
            "appId", "properties", "loadScript", "sheets", "stories", "masterobjects", "appprops", "dimensions", "measures", "bookmarks",
            "snapshots", "variables",
            "embeddedmedia", "fields", "dataconnections",
        ]);
        dump.GetProperty("sheets").GetRawText().ShouldBe("""[{"qProperty":{"title":"Overview"}}]""");
        dump.GetProperty("loadScript").GetString().ShouldBe("LOAD 1;");
        (engine.User, engine.Path).ShouldBe(("UserDirectory=INTERNAL; UserId=sa_api", $"/app/{App}"));
        await Eventually.TrueAsync(() => engine.Closed == 1, "the session is closed");
    }

    [Fact]
    public async Task A_description_tells_what_a_bookmark_selects_where_variables_come_from_and_no_secret_of_a_connection()
    {
        engine.Instead = method => method switch
        {
            "GetConnections" => """ "result":{"qConnections":[{"qId":"c1","qName":"DB"},{"qId":"c2","qName":"listed only"}]} """,
            "GetConnection" when engine.Calls.Count(call => call == "GetConnection") == 1 =>
                """ "result":{"qConnection":"""
                    + """{"qId":"c1","qName":"DB","qConnectionString":"CUSTOM CONNECT TO \"provider=x;password=hunter22;\""}} """,
            "GetConnection" => """ "error":{"code":5,"message":"Access denied"} """,
            "GetLayout" when engine.SessionObjects.Last().Contains("variables", StringComparison.Ordinal) =>
                """ "result":{"qLayout":{"qVariableList":{"qItems":[{"qInfo":{"qId":"v1"},"qIsScriptCreated":true}]}}} """,
            "GetLayout" when engine.SessionObjects.Last().Contains("embeddedmedia", StringComparison.Ordinal) =>
                """ "result":{"qLayout":{"qMediaList":{"qItems":[{"qUrlDef":"/media/a.png"},{"qUrlDef":"/content/b.png"}]}}} """,
            "GetLayout" when engine.SessionObjects.Last().Contains("bookmarks", StringComparison.Ordinal)
                && engine.Calls.Last(call => call.StartsWith("Get", StringComparison.Ordinal) && call != "GetLayout") == "GetProperties" =>
                """ "result":{"qLayout":{"qBookmark":{"qStateData":[1]}}} """,
            _ => null,
        };

        var dump = (await DumpAsync()).Result!.Value.GetProperty("dump");

        dump.GetProperty("bookmarks").GetRawText().ShouldBe("""[{"title":"A bookmark","qData":{"qBookMark":{"qStateData":[1]}}}]""");
        dump.GetProperty("variables").GetRawText().ShouldBe(
            """[{"title":"A bookmark","qIsScriptCreated":true,"qIsReserved":false,"qIsConfig":false}]""");
        dump.GetProperty("embeddedmedia").GetRawText().ShouldBe("""[{"qUrlDef":"/media/a.png"}]""");
        dump.GetProperty("dataconnections").EnumerateArray().Select(each => each.GetProperty("qName").GetString())
            .ShouldBe(["DB", "listed only"]);
        dump.GetRawText().ShouldNotContain("hunter22");
    }

    [Fact]
    public async Task Weakness_22_no_two_lists_share_an_id()
    {
        await DumpAsync();
        engine.SessionObjects.ShouldBeUnique();
        engine.SessionObjects.Count.ShouldBe(11);
    }

    [Fact]
    public async Task A_large_description_goes_to_the_blob_the_command_names()
    {
        using var blob = new HttpSink(_ => 201);
        engine.Script = new string('x', 30_000) + new string('å', 40_000);
        var none = await DumpAsync();
        none.Status.ShouldBe(CommandStatus.Failed);
        none.Error!.ShouldEndWith("too many for a reply, and the command names no blob.");

        var reply = await DumpAsync(blob.Url, "c2");
        (reply.Status, reply.Result!.Value.GetProperty("uploaded").GetBoolean()).ShouldBe((CommandStatus.Succeeded, true));
        var request = blob.Requests.ShouldHaveSingleItem();
        (request.Method, request.Headers["x-ms-blob-type"]).ShouldBe(("PUT", "BlockBlob"));
        request.Body.Length.ShouldBe((int)reply.Result!.Value.GetProperty("length").GetInt64());
    }

    [Theory]
    [InlineData("https://evil.example/x?sig=s", "https://evil.example")]
    [InlineData("http://acme.blob.core.windows.net/x?sig=s", "http://acme.blob.core.windows.net")]
    [InlineData("https://other.blob.core.windows.net/x?sig=s", "https://other.blob.core.windows.net")]
    [InlineData("https://acme.blob.core.chinacloudapi.cn/x?sig=s", "https://acme.blob.core.chinacloudapi.cn")]
    [InlineData("https://acme.blob.core.windows.net:8443/x?sig=s", "https://acme.blob.core.windows.net:8443")]
    [InlineData("https://acme.blob.core.windows.net.evil.example/x?sig=s", "https://acme.blob.core.windows.net.evil.example")]
    [InlineData("https://u:p@acme.blob.core.windows.net/x?sig=s", "https://acme.blob.core.windows.net")]
    public async Task Nothing_is_uploaded_to_what_the_rule_does_not_name(string url, string shown)
    {
        var reply = await DumpAsync(new Uri(url));

        (reply.Status, reply.Error).ShouldBe((
            CommandStatus.Refused,
            $"commands.dumpApp does not allow uploads to {shown}: name the storage account in commands.dumpApp.storageAccounts, and "
                + "upload by https."));
        engine.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_app_that_no_rule_names_is_not_described()
    {
        var reply = await DumpAsync(app: Other);

        (reply.Status, reply.Error).ShouldBe((CommandStatus.Refused, $"commands.dumpApp does not allow app {Other}."));
        engine.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://acme.blob.core.windows.net/c/x?sig=s", false, true)]
    [InlineData("https://ACME.blob.core.windows.net/c/x?sig=s", false, true)]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1/c/x?sig=s", true, true)]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1/c/x?sig=s", false, false)]
    [InlineData("https://127.0.0.1/c/x?sig=s", false, false)]
    public void Only_named_accounts_and_under_butler_up_this_machine_are_allowed(string url, bool loopback, bool allowed) =>
        UploadTarget.IsAllowed(new Uri(url), ["acme.blob.core.windows.net"], loopback).ShouldBe(allowed);

    [Fact]
    public async Task A_description_holds_no_secret_of_a_script()
    {
        engine.Script = "SET vPassword = 'hunter2';\nLIB CONNECT TO 'x';\nSQL SELECT a FROM b WITH CONNECTION (HTTPHEADER "
            + "\"Authorization\" \"Token BBBB2222\");";

        (await DumpAsync()).Result!.Value.GetProperty("dump").GetProperty("loadScript").GetString().ShouldBe(
            "SET vPassword = '***';\nLIB CONNECT TO 'x';\nSQL SELECT a FROM b WITH CONNECTION (HTTPHEADER \"Authorization\" \"***\");");
    }

    [Fact]
    public async Task Weakness_21_a_refusal_of_the_engine_is_told_and_the_session_is_closed()
    {
        engine.Instead = method => method == "OpenDoc" ? """ "error":{"code":1003,"parameter":"","message":"App not found"} """ : null;
        var reply = await DumpAsync();
        (reply.Status, reply.Error).ShouldBe((CommandStatus.Failed, "Sense's engine refused OpenDoc: App not found (1003)"));
        await Eventually.TrueAsync(() => engine.Closed == 1, "the session is closed");
    }

    [Fact]
    public async Task An_app_is_reloaded_and_saved()
    {
        var reply = await ReloadAsync(App);
        (reply.Status, reply.Result!.Value.GetRawText()).ShouldBe(
            (CommandStatus.Succeeded, $$"""{"appId":"{{App}}","reloaded":true,"saved":true,"scriptLog":"a.log"}"""));
        engine.Calls.ShouldBe(["OpenDoc", "DoReloadEx", "DoSave"]);
    }

    [Theory]
    [InlineData(true, "done")]
    [InlineData(false, "denied")]
    public async Task After_a_reload_the_tasks_for_its_outcome_are_started_by_the_relays_rules(bool succeeds, string outcome)
    {
        engine.Instead = method => succeeds || method != "DoReloadEx" ? null : """ "result":{"qResult":{"qSuccess":false}} """;
        var reply = await relay.AskAsync(CommandRelay.Command(
            CommandKinds.ReloadApp,
            new ReloadAppArguments
            {
                AppId = Other,
                Mode = 1,
                Partial = true,
                StartOnSuccess = [FakeQrs.Reload],
                StartOnFailure = [FakeQrs.External],
            },
            CommandJson.Default.ReloadAppArguments));

        reply.Status.ShouldBe(succeeds ? CommandStatus.Succeeded : CommandStatus.Failed);
        var task = reply.Result!.Value.GetProperty("tasks").EnumerateArray().ShouldHaveSingleItem();
        (task.GetProperty("taskId").GetString(), task.GetProperty("outcome").GetString())
            .ShouldBe((succeeds ? FakeQrs.Reload : FakeQrs.External, outcome));
        relay.Qrs.Posts.ShouldBe(succeeds ? [$"task/{FakeQrs.Reload}/start/synchronous"] : []);
    }

    [Fact]
    public async Task An_engine_without_DoReloadEx_is_asked_by_DoReload()
    {
        engine.Instead = method => method == "DoReloadEx" ? """ "error":{"code":-32601,"message":"Method not found"} """ : null;
        (await ReloadAsync(App)).Status.ShouldBe(CommandStatus.Succeeded);
        engine.Calls.ShouldBe(["OpenDoc", "DoReloadEx", "DoReload", "DoSave"]);
    }

    [Fact]
    public async Task A_script_that_fails_is_not_saved()
    {
        engine.Instead = method => method == "DoReloadEx" ? """ "result":{"qResult":{"qSuccess":false}} """ : null;
        (await ReloadAsync(App)).Status.ShouldBe(CommandStatus.Failed);
        engine.Calls.ShouldNotContain("DoSave");
    }

    [Fact]
    public async Task An_app_that_no_rule_names_is_not_reloaded()
    {
        var reply = await ReloadAsync(Guid.Empty.ToString());
        reply.Status.ShouldBe(CommandStatus.Refused);
        engine.Calls.ShouldBeEmpty();
    }

    public void Dispose()
    {
        relay.Dispose();
        engine.Dispose();
        invoker.Dispose();
        http.Dispose();
    }

    private Task<CommandReply> DumpAsync(Uri? upload = null, string id = "c1", string app = App) => relay.AskAsync(CommandRelay.Command(
        CommandKinds.AppDump, new AppDumpArguments { AppId = app, Upload = upload }, CommandJson.Default.AppDumpArguments, id));

    private Task<CommandReply> ReloadAsync(string app) => relay.AskAsync(CommandRelay.Command(
        CommandKinds.ReloadApp, new ReloadAppArguments { AppId = app }, CommandJson.Default.ReloadAppArguments));
}
