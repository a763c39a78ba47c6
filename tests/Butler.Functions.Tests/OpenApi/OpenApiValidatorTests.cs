using System.Diagnostics;
using System.Text.Json.Nodes;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.OpenApi;

/// <summary>The document is valid for independent validators (<c>tests/openapi</c>).</summary>
public sealed class OpenApiValidatorTests
{
    private static readonly string Folder = Repository.PathOf("tests/openapi");

    [Fact]
    public async Task The_document_is_valid()
    {
        await using var site = await ApiSite.StartAsync();

        (await ValidateAsync(await OpenApiDocumentTests.DocumentAsync(site))).ShouldBe((0, "OpenAPI 3.1\n"));
    }

    /// <summary>The validators do find faults.</summary>
    [Theory]
    [InlineData("{}", "has no description")]
    [InlineData("""{ "$ref": "#/components/responses/Nothing" }""", "refers to nothing")]
    public async Task A_document_with_a_faulty_answer_is_not_valid(string answer, string fault)
    {
        await using var site = await ApiSite.StartAsync();
        var document = await OpenApiDocumentTests.DocumentAsync(site);
        document["paths"]!["/v4/incidents"]!["get"]!["responses"]!["200"] = JsonNode.Parse(answer);

        (await ValidateAsync(document)).ExitCode.ShouldBe(1, fault);
    }

    private static async Task<(int ExitCode, string Output)> ValidateAsync(JsonNode document)
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Folder, "node_modules")), "the validators are not fetched (npm ci --prefix tests/openapi)");
        using var node = Process.Start(new ProcessStartInfo("node", ["validate.js"])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await node.StandardInput.WriteAsync(document.ToJsonString());
        node.StandardInput.Close();
        var errors = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return (node.ExitCode, output + await errors);
    }
}
