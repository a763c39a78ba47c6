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

    /// <summary>The fields of the bodies are those that the routes declare.</summary>
    [Fact]
    public async Task Each_request_has_a_route_that_knows_its_fields()
    {
        using var app = new App("{ channels: { a: { type: console } }, routes: [] }");
        var known = app.Services.Routes
            .SelectMany(route => route.Operations, (route, operation) => (
                Pattern: new Regex($"^{operation.Method} {Regex.Replace(route.Path, @"^v4/|\{\w+\}", Part)}(\\?|$)"), Operation: operation))
            .ToList();

        static string Part(Match match) => match.Value[0] == '{' ? "[^/?]+" : "";
        foreach (var request in (await SendAsync("")).Requests)
        {
            var parts = request.Split(' ', 3);
            var operation = known.Where(route => route.Pattern.IsMatch($"{parts[0]} {parts[1]}")).Select(route => route.Operation)
                .FirstOrDefault().ShouldNotBeNull(request);
            if (parts.Length == 3 && JsonNode.Parse(parts[2]) is { } body)
            {
                var fields = body is JsonArray ? operation.BodyItems : operation.Body;
                foreach (var sent in body is JsonArray items ? items : new JsonArray(body.DeepClone()))
                {
                    sent!.AsObject().Select(field => field.Key).Except(fields.Select(field => field.Name)).ShouldBeEmpty(request);
                }
            }
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
