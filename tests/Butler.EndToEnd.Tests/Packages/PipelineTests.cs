using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Butler.EndToEnd.Tests.Packages;

/// <summary>What the pipelines may do, and whose code runs in them.</summary>
public sealed partial class PipelineTests
{
    public static TheoryData<string> Workflows { get; } =
    [
        .. Directory.GetFiles(Repository.PathOf(".github/workflows")).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void There_are_these() => Workflows.Select(each => each.Data).ShouldBe(["build-test.yml", "deploy.yml", "release.yml"]);

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_action_is_pinned_by_its_commit_with_its_version_beside_it(string file)
    {
        var used = Read(file).Mappings().SelectMany(map => map.Children)
            .Where(each => ((YamlScalarNode)each.Key).Value == "uses").Select(each => ((YamlScalarNode)each.Value).Value!)
            .Where(uses => !uses.StartsWith("./", StringComparison.Ordinal)).ToList();
        used.ShouldNotBeEmpty();
        used.Where(uses => !Pinned().IsMatch(uses)).ShouldBeEmpty();
        used.Where(uses => !Regex.IsMatch(Text(file), $@"uses: {Regex.Escape(uses)} # v\d+\.\d+\.\d+\r?\n")).ShouldBeEmpty();
    }

    [Fact]
    public void An_action_has_one_commit_in_all_workflows() =>
        Workflows.SelectMany(file => Uses().Matches(Text(file.Data)).Select(match => match.Groups))
            .Select(groups => (Action: groups["action"].Value, Commit: groups["commit"].Value)).Distinct()
            .GroupBy(each => each.Action).Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Only_what_a_job_needs_is_permitted(string file)
    {
        Permissions(Read(file)).ShouldBe(["contents: read"]);
        var jobs = Read(file).Map("jobs").SelectMany(job => Permissions(job.Value).Select(permission => $"{job.Key}: {permission}"));
        jobs.ShouldBe(file switch
        {
            "build-test.yml" => ["test: contents: read"],
            "deploy.yml" =>
            [
                "what-if: contents: read", "what-if: id-token: write",
                "deploy: contents: read", "deploy: attestations: read", "deploy: id-token: write",
            ],
            _ =>
            [
                "test: contents: read", "packages: contents: read",
                "publish: contents: write", "publish: id-token: write", "publish: attestations: write",
            ],
        });
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void No_secret_is_stored_and_no_input_is_part_of_a_script(string file)
    {
        Secrets().Matches(Text(file)).Select(match => match.Groups["name"].Value).Where(name => name != "GITHUB_TOKEN").ShouldBeEmpty();
        Text(file).ShouldNotContain("secrets: inherit");
        Read(file).Mappings().Where(map => map.Children.ContainsKey(new YamlScalarNode("run"))).Select(step => step.Text("run"))
            .Where(script => script.Contains("${{", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_deployed_was_shown_before_and_waits_for_the_environments_approval()
    {
        var deploy = Read("deploy.yml");
        deploy.Text("jobs/deploy/needs").ShouldBe("what-if");
        deploy.Text("jobs/deploy/environment").ShouldBe("${{ inputs.environment }}");
        deploy.Texts("on/workflow_dispatch/inputs/environment/options")
            .Where(name => !File.Exists(Repository.PathOf($"infra/params/{name}.bicepparam"))).ShouldBeEmpty();
        Text("deploy.yml").ShouldContain("az deployment group what-if ");
        foreach (var output in new[] { "functionAppName", "apiUrl" })
        {
            Text("deploy.yml").ShouldContain($".{output}.value");
            File.ReadAllText(Repository.PathOf("infra/main.bicep")).ShouldContain($"output {output} string");
        }
    }

    [Fact]
    public void Dependabot_looks_at_every_folder_that_names_packages()
    {
        var updates = RepositoryYaml.Read(".github/dependabot.yml").List("updates").ToDictionary(
            each => each.Text("package-ecosystem"),
            each => each.Map("").ContainsKey("directory") ? [each.Text("directory")] : each.Texts("directories").ToArray());
        updates.Keys.ShouldBe(["nuget", "npm", "github-actions", "docker"]);
        updates["nuget"].ShouldBe(["/"]);
        updates["github-actions"].ShouldBe(["/"]);
        updates["npm"].ShouldBe(FoldersOf("package.json"));
        updates["docker"].ShouldBe(FoldersOf("Dockerfile"));
    }

    private static string Text(string file) => File.ReadAllText(Repository.PathOf($".github/workflows/{file}"));

    private static YamlNode Read(string file) => RepositoryYaml.Read($".github/workflows/{file}");

    private static IEnumerable<string> Permissions(YamlNode node) =>
        node.Map("permissions").Select(each => $"{each.Key}: {((YamlScalarNode)each.Value).Value}");

    private static IEnumerable<string> FoldersOf(string name)
    {
        var skipped = new[] { "node_modules", "artifacts", ".git", ".butler" };
        return Directory.EnumerateFiles(Repository.Root, name, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect(skipped).Any())
            .Select(file => "/" + Path.GetDirectoryName(file)!.Replace('\\', '/')).Order(StringComparer.Ordinal);
    }

    [GeneratedRegex("^[a-z-]+/[a-z/-]+@[0-9a-f]{40}$")]
    private static partial Regex Pinned();

    [GeneratedRegex("uses: (?<action>[a-z-]+/[a-z/-]+)@(?<commit>[0-9a-f]{40})")]
    private static partial Regex Uses();

    [GeneratedRegex(@"secrets(\.|\[['""])(?<name>\w+)")]
    private static partial Regex Secrets();
}
