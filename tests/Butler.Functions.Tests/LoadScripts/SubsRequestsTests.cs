using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.LoadScripts;

/// <summary>What the subs send.</summary>
public sealed class SubsRequestsTests
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Routes that other parts of the API will declare.</summary>
    private static readonly string[] Planned =
    [
        "GET butlerping", "GET configfile/endpointsenabled", "GET base62tobase16", "GET base16tobase62", "PUT reloadtask/{id}/start",
        "GET executions/{id}", "GET schedules", "POST schedules", "PUT schedules/{id}/start", "PUT schedules/{id}/stop",
        "DELETE schedules/{id}", "GET apps/list", "GET app/{id}/dump", "PUT app/{id}/reload", "PUT filecopy", "PUT filemove",
        "DELETE filedelete", "POST createdir", "POST createdirqvd", "PUT mqttpublishmessage", "PUT slackpostmessage",
        "POST teamspostmessage", "POST email", "POST newrelic/event", "POST newrelic/metric",
    ];

    [Fact]
    public async Task Each_sub_sends_what_the_API_expects() => Repository.ShouldMatch(
        "tests/Butler.Functions.Tests/LoadScripts/Expected/requests.txt", string.Join('\n', (await SendAsync("")).Requests) + "\n");

    /// <summary>Also where Qlik counts both halves of a surrogate pair.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Any_text_arrives_as_it_is(bool codePoints)
    {
        var (plain, _) = await SendAsync("");
        var (sent, engine) = await SendAsync(Subs.Hostile, codePoints);

        // JSON writes the text with escapes, and files have forward slashes.
        string Without(string request) => new[] { Subs.Hostile, Subs.Hostile.Replace('\\', '/') }
            .SelectMany(text => new[] { JsonSerializer.Serialize(text, Readable)[1..^1], text })
            .Aggregate(request, (current, text) => current.Replace(text, "", StringComparison.Ordinal));
        sent.Select(Without).ShouldBe(plain);
        sent.Count(request => !plain.Contains(request)).ShouldBe(plain.Count - 5); // five have no text of the caller
        Enumerable.Range(1, 4).Select(n => engine.Variables[$"n{n}"]).ShouldBe(Enumerable.Range(1, 4).Select(n => $"n{n}{Subs.Hostile}"));
    }

    [Fact]
    public async Task Each_request_has_a_route()
    {
        using var app = new App("{ channels: { a: { type: console } }, routes: [] }");
        var known = app.Services.Routes
            .SelectMany(route => route.Operations, (route, operation) => $"{operation.Method} {route.Path}")
            .Select(route => route.Replace(" v4/", " ", StringComparison.Ordinal))
            .Concat(Planned)
            .Select(route => new Regex($"^{Regex.Replace(route, @"\{\w+\}", "[^/?]+")}(\\?|$)"))
            .ToList();

        foreach (var request in (await SendAsync("")).Requests)
        {
            known.ShouldContain(route => route.IsMatch(string.Join(' ', request.Split(' ').Take(2))), request);
        }
    }

    [Fact]
    public async Task Nothing_is_left_behind()
    {
        var (_, engine) = await SendAsync("");

        engine.Variables.Keys.Where(name => name.StartsWith('l') || name.StartsWith('_')).ShouldBeEmpty();
        engine.Variables.Keys.Where(name => name.StartsWith('v')).Order(StringComparer.Ordinal).ShouldBe(
        [
            "vButlerControls", "vButlerError", "vButlerHex", "vButlerHost", "vButlerOk", "vButlerPlain", "vButlerPort", "vDoubled", "vList",
            "vResult",
        ]);
        engine.Tables.Select(table => table.Name).ShouldBe(
        [
            "Ids", "Tags", "Properties", "Values", "Endpoints", "Namespaces", "Keys", "Started", "Execution", "Schedules", "Apps",
        ]);
    }

    /// <summary>Runs all calls.</summary>
    /// <param name="tail">What all texts end with.</param>
    /// <param name="codePoints">Whether a character is a code point.</param>
    private static async Task<(List<string> Requests, QlikEngine Engine)> SendAsync(string tail, bool codePoints = true)
    {
        var requests = new List<string>();
        var engine = new QlikEngine(
            request =>
            {
                requests.Add(Show(request));
                return Task.FromResult<string?>("{}");
            },
            codePoints, new FakeTime());
        engine.Variables["vButlerHost"] = "https://butler.example.com";
        engine.Variables["vButlerPort"] = "443/api";
        engine.Variables["vList"] = """["t1","t2"]""";
        engine.Variables["vDoubled"] = """[""t3""]""";
        for (var n = 1; n <= 4; n++)
        {
            engine.Variables[$"n{n}"] = $"n{n}{tail}";
        }

        engine.Tables.Add(QlikTable.Of("Ids", ["Ids.TaskId"], [$"i1{tail}"], [$"i2{tail}"]));
        engine.Tables.Add(QlikTable.Of("Tags", ["Tag"], [$"t1{tail}"]));
        engine.Tables.Add(QlikTable.Of("Properties", ["Properties.Name", "Properties.Value"], [$"p1{tail}", $"v1{tail}"]));
        engine.Tables.Add(QlikTable.Of("Values", ["Namespace", "Key", "Value", "TTL"], [$"s1{tail}", $"k1{tail}", $"v1{tail}", "5000"]));
        await engine.RunAsync(Subs.Script(Subs.Calls));
        return (requests, engine);
    }

    private static string Show(QlikRequest request)
    {
        request.Url.ShouldStartWith("https://butler.example.com:443/api/v4/");
        request.Connection.ShouldBe(request.Body is null ? "Butler_GET" : "Butler_POST");
        var path = request.Url["https://butler.example.com:443/api/v4/".Length..];
        path.ShouldAllBe(c => char.IsAsciiLetterOrDigit(c) || "-_.~/?=%".Contains(c));
        var body = request.Body is null ? "" : " " + JsonNode.Parse(request.Body)!.ToJsonString(Readable);
        return $"{request.Method} {Uri.UnescapeDataString(path)}{body}";
    }
}
