using System.Text.Json;
using Butler.Infrastructure.Tests.Support;

namespace Butler.Infrastructure.Tests;

/// <summary>The Bicep files themselves.</summary>
public sealed class BicepTests
{
    /// <summary>Deploying again what is deployed changes nothing: the snapshots are equal.</summary>
    [Fact]
    public async Task All_files_compile_without_a_warning_are_formatted_and_deploy_what_their_snapshots_say()
    {
        Bicep.Need();
        var (code, output) = await ProcessRun.RunAsync(
            "bash", Repository.PathOf("infra"), new Dictionary<string, string> { ["BICEP"] = Bicep.Path }, "check");

        output.ShouldBe("");
        code.ShouldBe(0);
    }

    [Theory]
    [InlineData("infra/main.bicep")]
    [InlineData("infra/azd/main.bicep")]
    public async Task Every_parameter_is_described_and_bounded_and_every_output_described(string file)
    {
        Bicep.Need();
        var template = await CompileAsync(file);

        var loose = template.GetProperty("parameters").EnumerateObject().Where(parameter => !IsDescribed(parameter.Value)
            || !IsBounded(parameter.Value)).Select(parameter => parameter.Name);
        var mute = template.GetProperty("outputs").EnumerateObject().Where(output => !IsDescribed(output.Value))
            .Select(output => output.Name);

        loose.ShouldBeEmpty();
        mute.ShouldBeEmpty();
    }

    /// <summary>A random value or a time would otherwise change what is there at each deployment.</summary>
    [Fact]
    public async Task Only_a_resource_that_is_made_once_has_a_random_value()
    {
        Bicep.Need();
        var template = await CompileAsync("infra/main.bicep");
        var random = Templates(template)
            .Where(nested => nested.TryGetProperty("parameters", out var parameters) && IsRandom(parameters)).ToArray();

        var resources = random.Single().GetProperty("resources").EnumerateObject()
            .Where(resource => resource.Value.GetRawText().Contains("firstMasterKey", StringComparison.Ordinal)).ToArray();
        resources.Select(resource => resource.Name).ShouldBe(["masterKey"]);
        resources[0].Value.GetProperty("@options").TryGetProperty("onlyIfNotExists", out _).ShouldBeTrue();
        random[0].GetProperty("parameters").GetProperty("firstMasterKey").GetProperty("type").GetString().ShouldBe("securestring");
    }

    [Fact]
    public async Task A_thirteenth_relay_with_keys_is_refused_with_what_to_do()
    {
        Bicep.Need();
        var folder = Directory.CreateTempSubdirectory("butler-bicep-");
        try
        {
            var relays = string.Concat(Enumerable.Range(1, 13).Select(number => $"  {{ name: 'r{number}' }}\n"));
            var template = Path.GetRelativePath(folder.FullName, Repository.PathOf("infra/main.bicep"));
            var file = Path.Combine(folder.FullName, "many.bicepparam");
            await File.WriteAllTextAsync(
                file,
                $"using '{template}'\nparam environmentName = 'many'\nparam relays = [\n{relays}]\n",
                TestContext.Current.CancellationToken);

            var (code, output) = await Bicep.RunAsync("infra", "snapshot", file, "--subscription-id", Guid.Empty.ToString(),
                "--resource-group", "butler", "--location", "westeurope");

            code.ShouldNotBe(0);
            output.ShouldContain("Service Bus takes 12 relays with shared access policies. Give the others an identity");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<JsonElement> CompileAsync(string file)
    {
        var (code, output) = await Bicep.RunAsync(".", "build", file, "--stdout");
        code.ShouldBe(0, output);
        return JsonDocument.Parse(output).RootElement;
    }

    private static bool IsDescribed(JsonElement declared) =>
        declared.TryGetProperty("metadata", out var metadata) && metadata.GetProperty("description").GetString() is { Length: > 5 };

    /// <summary>What is a type of its own or a switch has its bounds there.</summary>
    private static bool IsBounded(JsonElement parameter) => parameter.TryGetProperty("$ref", out _)
        || parameter.GetProperty("type").GetString() == "bool"
        || parameter.TryGetProperty("allowedValues", out _)
        || (parameter.TryGetProperty("maxLength", out _) || parameter.TryGetProperty("maxValue", out _));

    private static bool IsRandom(JsonElement parameters) => parameters.EnumerateObject().Any(parameter =>
        parameter.Value.TryGetProperty("defaultValue", out var value)
        && new[] { "newGuid", "utcNow" }.Any(function => value.GetRawText().Contains(function, StringComparison.Ordinal)));

    private static IEnumerable<JsonElement> Templates(JsonElement template) => template.GetProperty("resources").EnumerateObject()
        .Where(resource => resource.Value.GetProperty("type").GetString() == "Microsoft.Resources/deployments")
        .Select(resource => resource.Value.GetProperty("properties").GetProperty("template"))
        .SelectMany(nested => Templates(nested).Prepend(nested));
}
