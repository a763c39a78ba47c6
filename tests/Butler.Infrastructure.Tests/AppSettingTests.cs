using System.Text.RegularExpressions;
using Butler.Infrastructure.Tests.Support;

namespace Butler.Infrastructure.Tests;

/// <summary>A deployment sets every setting that the code reads, and no other.</summary>
public sealed partial class AppSettingTests
{
    /// <summary>What the code reads and a deployment does not set, with the reason.</summary>
    private static readonly Dictionary<string, string> NotSet = new()
    {
        ["AzureWebJobsServiceBus"] = "another form of ServiceBus",
        ["AzureWebJobsStorage"] = "a connection string: identities are used",
        ["AzureWebJobsStorage__accountName"] = "another form of the service addresses",
        ["BUTLER_DELIVERY_TOTALS"] = "butler up sets it",
        ["BUTLER_LOG_LEVEL"] = "an operator sets it: appSettings",
        ["BUTLER_PARENT_PID"] = "butler up sets it",
        ["BUTLER_PUBLIC_URL"] = "an operator sets it for an address of their own: appSettings",
        ["BUTLER_TEMPLATES"] = "an operator sets it for templates in the package: appSettings",
        ["ServiceBus"] = "a connection string: identities are used",
        ["WEBSITE_HOSTNAME"] = "Azure sets it",
        ["WEBSITE_INSTANCE_ID"] = "Azure sets it",
    };

    /// <summary>What a deployment sets and the code does not read, with who reads it.</summary>
    private static readonly Dictionary<string, string> ReadByOthers = new()
    {
        ["AZURE_CLIENT_ID"] = "Azure.Identity",
        ["AzureWebJobsStorage__credential"] = "the Functions host",
        ["AzureWebJobsStorage__queueServiceUri"] = "the Functions host",
        ["FUNCTIONS_EXTENSION_VERSION"] = "the Functions host, but on Flex Consumption",
        ["FUNCTIONS_WORKER_RUNTIME"] = "the Functions host, but on Flex Consumption",
        ["ServiceBus__credential"] = "the Functions host",
        ["WEBSITE_RUN_FROM_PACKAGE"] = "App Service, but on Flex Consumption",
        ["WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID"] = "App Service, but on Flex Consumption",
    };

    public static TheoryData<string> Deployments => Deployment.All;

    [Theory]
    [MemberData(nameof(Deployments))]
    public void Every_setting_that_the_code_reads_is_set(string parameters)
    {
        var read = ReadByCode();

        read.Except(NotSet.Keys).Except(Deployment.Read(parameters).AppSettings.Keys).ShouldBeEmpty();
        NotSet.Keys.Except(read).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("dev", "")]
    [InlineData("test", "BUTLER_LOG_LEVEL, SLACK_WEBHOOK, SMTP_PASSWORD")]
    [InlineData("prod", "SLACK_WEBHOOK, SMTP_PASSWORD, TEAMS_WEBHOOK")]
    [InlineData("private", "")]
    public void Every_setting_has_a_reader(string parameters, string operators) =>
        string.Join(", ", Deployment.Read(parameters).AppSettings.Keys.Except(ReadByCode().Except(NotSet.Keys)).Except(ReadByOthers.Keys)
            .Order(StringComparer.Ordinal)).ShouldBe(operators);

    /// <summary>On Flex Consumption they make a deployment fail, or are ignored.</summary>
    [Theory]
    [MemberData(nameof(Deployments))]
    public void A_Flex_Consumption_app_has_no_setting_of_other_plans(string parameters)
    {
        string[] classic =
        [
            "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME", "WEBSITE_RUN_FROM_PACKAGE",
            "WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID",
        ];

        Deployment.Read(parameters).AppSettings.Keys.Intersect(classic).Order().ShouldBe(parameters == "private" ? classic : []);
    }

    [Fact]
    public void A_secret_setting_is_the_vaults_secret_of_its_name()
    {
        var deployment = Deployment.Read("test");
        var vault = Deployment.Name(deployment.Resources("Microsoft.KeyVault/vaults").Single());
        var address = $"format('https://{{0}}{{1}}/', '{vault}', environment().suffixes.keyvaultDns)";

        deployment.AppSettings["SMTP_PASSWORD"].ShouldBe(
            $"[format('@Microsoft.KeyVault(SecretUri={{0}}secrets/{{1}})', {address}, 'SMTP-PASSWORD')]");
        deployment.AppSettings["BUTLER_COMMAND_KEY"].ShouldBe(
            $"[format('@Microsoft.KeyVault(SecretUri={{0}}secrets/butler-command-key)', {address})]");
        deployment.Resources("Microsoft.KeyVault/vaults/secrets").Select(Deployment.Name).ShouldBe(["butler-command-key"]);
    }

    /// <summary>The names in <c>environment("...")</c> and in constants for them, in what runs in Azure.</summary>
    private static HashSet<string> ReadByCode() =>
    [
        .. new[] { "functions", "core/Telemetry", "core/Azure" }.SelectMany(folder =>
            Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => Reading().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups.Values.Skip(1).First(group => group.Success).Value)
            .Where(name => !name.StartsWith("OTEL_", StringComparison.Ordinal)),
    ];

    [GeneratedRegex(@"[eE]nvironment\(\s*""([A-Za-z_]+)""\)|Variable\(""([A-Z_]+)""\)|\w*Variable = ""([A-Z_]+)""")]
    private static partial Regex Reading();
}
