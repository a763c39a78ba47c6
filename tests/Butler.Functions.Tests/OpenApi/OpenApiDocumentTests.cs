using System.Text.Json.Nodes;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.OpenApi;

/// <summary>The document says what the declared routes say.</summary>
public sealed class OpenApiDocumentTests
{
    [Fact]
    public async Task Each_declared_operation_is_in_the_document_under_a_name_of_its_own()
    {
        await using var site = await ApiSite.StartAsync();
        var document = await DocumentAsync(site);

        var described = Operations(document).Select(operation => $"{operation.Method} {operation.Path}");

        described.Order(StringComparer.Ordinal).ShouldBe(site.App.Services.Routes
            .SelectMany(route => route.Operations, (route, operation) => $"{operation.Method} /{route.Path}")
            .Order(StringComparer.Ordinal));
        Operations(document).Select(operation => operation.Node["operationId"]!.GetValue<string>()).ShouldBeUnique();
    }

    [Fact]
    public async Task An_operation_is_described_from_its_declaration()
    {
        await using var site = await ApiSite.StartAsync();
        var document = await DocumentAsync(site);

        Repository.ShouldMatch(
            "tests/Butler.Functions.Tests/OpenApi/Expected/keyvalues.json",
            document["paths"]!["/v4/keyvalues/{namespace}"]!.ToJsonString(Repository.Indented) + "\n");
    }

    [Fact]
    public async Task An_answer_may_lack_what_may_be_absent_and_nothing_else()
    {
        await using var site = await ApiSite.StartAsync();
        var schemas = (await DocumentAsync(site))["components"]!["schemas"]!;

        string Required(string name) => schemas[name]!["required"]?.ToJsonString() ?? "none";
        schemas["KeyExistsAnswer"]!["properties"]!.ToJsonString().ShouldBe(
            """{"keyExists":{"type":"boolean"},"keyValue":{"$ref":"#/components/schemas/KeyValueAnswer"}}""");
        schemas["KeyValueAnswer"]!["properties"]!.ToJsonString().ShouldBe(
            """{"namespace":{"type":"string"},"key":{"type":"string"},"value":{"type":"string"},"ttl":{"type":"number"}}""");
        (Required("KeyExistsAnswer"), Required("KeyValueAnswer"), Required("Acknowledgement"))
            .ShouldBe(("""["keyExists","keyValue"]""", "none", "none"));
    }

    /// <summary>A type that is used twice, or in itself, is a component, and not an address within the first schema that has it.</summary>
    [Fact]
    public async Task Each_reference_leads_to_a_component()
    {
        await using var site = await ApiSite.StartAsync();
        var document = await DocumentAsync(site);

        var references = References(document).Distinct().ToList();

        references.Count.ShouldBeGreaterThan(8);
        references.ShouldAllBe(reference => reference.StartsWith("#/components/", StringComparison.Ordinal)
            && document["components"]![reference.Split('/')[2]]![reference.Split('/')[3]] != null);
    }

    [Fact]
    public async Task Each_variable_part_of_a_path_is_a_parameter()
    {
        await using var site = await ApiSite.StartAsync();

        foreach (var (method, path, operation) in Operations(await DocumentAsync(site)))
        {
            (operation["parameters"]?.AsArray() ?? []).Where(parameter => parameter!["in"]!.GetValue<string>() == "path")
                .Select(parameter => $"{{{parameter!["name"]}}}")
                .ShouldBe(path.Split('/').Where(part => part.StartsWith('{')), $"{method} {path}");
        }
    }

    [Fact]
    public async Task The_document_needs_a_key_that_may_call_it()
    {
        await using var site = await ApiSite.StartAsync("{ callers: { scripts: { key: s3cr3t, functions: [KeyValues] } } }");

        (await site.FailAsync("GET ../openapi.json", null, ("x-functions-key", "s3cr3t"))).ShouldBe(
            "403 This key may not call OpenApi: api.callers.scripts.functions in butler.yaml says what it may call.");
        (await site.AskAsync("GET ../openapi.json", null, ("x-functions-key", "other"))).ShouldStartWith("200 {");
    }

    internal static async Task<JsonNode> DocumentAsync(ApiSite site)
    {
        using var response = await site.SendAsync("GET ../openapi.json");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static IEnumerable<(string Method, string Path, JsonNode Node)> Operations(JsonNode document) =>
        document["paths"]!.AsObject().SelectMany(
            path => path.Value!.AsObject(),
            (path, operation) => (operation.Key.ToUpperInvariant(), path.Key, operation.Value!));

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject json => json.SelectMany(property => property is { Key: "$ref", Value: JsonValue address }
            ? [address.GetValue<string>()]
            : References(property.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
