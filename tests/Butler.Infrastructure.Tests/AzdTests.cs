using Butler.Infrastructure.Tests.Support;
using YamlDotNet.Serialization;

namespace Butler.Infrastructure.Tests;

/// <summary><c>azure.yaml</c> and its scripts, with a program in the place of the Azure CLI.</summary>
public sealed class AzdTests : IDisposable
{
    private readonly FakeCommands commands = new();

    [Fact]
    public void Everything_that_azure_yaml_names_is_there()
    {
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(
            File.ReadAllText(Repository.PathOf("azure.yaml")));
        var (service, declared) = Map(file["services"]).Single();
        var infra = Map(file["infra"]);
        var hooks = Map(file["hooks"]).Select(hook => (string)Map(hook.Value)["run"]).ToArray();
        var steps = ((List<object>)Map(Map(file["workflows"])["up"])["steps"]).Select(step => (string)Map(step)["azd"]);

        File.Exists(Repository.PathOf($"{infra["path"]}/{infra["module"]}.bicepparam")).ShouldBeTrue();
        Directory.GetFiles(Repository.PathOf((string)Map(declared)["project"]), "*.csproj").Length.ShouldBe(1);
        hooks.ShouldAllBe(hook => File.Exists(Repository.PathOf(hook)));
        steps.ShouldBe(["provision", $"deploy {service} --from-package artifacts/azd/butler-functions.zip"]);
        File.ReadAllText(Repository.PathOf("infra/azd/package.sh")).ShouldContain("artifacts/azd/butler-functions.zip");

        // azd finds the function app by this tag.
        Deployment.Read("dev").Resources("Microsoft.Web/sites").Single().GetProperty("tags").GetProperty("azd-service-name").GetString()
            .ShouldBe(service);
    }

    [Fact]
    public async Task The_first_configuration_is_uploaded_when_there_is_none()
    {
        commands.Add("az", """
            case "$3" in
              exists) echo false ;;
              upload) echo "$@" > "$CALLS" ;;
            esac
            """);

        var (code, output) = await RunAsync();

        (code, output).ShouldBe((0, "The configuration is a first one, which shows alerts in the log only. Write your own: "
            + "docs/deploy.md, step 3.\n"));
        commands.Calls.ShouldBe(
            "storage blob upload --auth-mode login --account-name stbutlerdemo --container-name configuration --name butler.yaml "
            + "--file functions/butler.yaml --output none\n");
    }

    [Fact]
    public async Task A_configuration_that_is_there_is_never_touched()
    {
        commands.Add("az", """[ "$3" = exists ] && echo true || echo "$@" > "$CALLS" """);

        (await RunAsync()).ShouldBe((0, "The configuration is there already: it stays as it is.\n"));
        commands.Calls.ShouldBeNull();
    }

    [Fact]
    public async Task A_role_that_takes_minutes_is_waited_for()
    {
        commands.Add("az", """
            count=$(($(cat "$CALLS" 2>/dev/null || echo 0) + 1)); echo $count > "$CALLS"
            if [ $count -lt 3 ]; then echo "ERROR: AuthorizationPermissionMismatch"; exit 1; fi
            echo true
            """);

        (await RunAsync()).ShouldBe((0, """
            The configuration is there already: it stays as it is.
            The configuration cannot be written yet (attempt 1 of 10).
            The configuration cannot be written yet (attempt 2 of 10).

            """));
    }

    [Fact]
    public async Task A_role_that_never_comes_is_told()
    {
        commands.Add("az", "echo 'ERROR: AuthorizationPermissionMismatch'; exit 1");

        var (code, output) = await RunAsync();

        code.ShouldBe(1);
        output.ShouldEndWith("""
            The configuration cannot be written yet (attempt 10 of 10).
            ERROR: AuthorizationPermissionMismatch
            Grant yourself Storage Blob Data Contributor on stbutlerdemo (parameter operators), then run infra/azd/first-configuration.sh.

            """);
    }

    public void Dispose() => commands.Dispose();

    private static Dictionary<object, object> Map(object value) => (Dictionary<object, object>)value;

    private Task<(int Code, string Output)> RunAsync() => commands.RunAsync(
        Repository.PathOf("infra/azd/first-configuration.sh"), [("BUTLER_STORAGE_ACCOUNT", "stbutlerdemo"), ("BUTLER_RETRY_SECONDS", "0")]);
}
