using System.Text.Json;
using Butler.Infrastructure.Tests.Support;

namespace Butler.Infrastructure.Tests;

/// <summary>The function app and the alerts about it.</summary>
public sealed class AppTests
{
    public static TheoryData<string> Deployments => Deployment.All;

    [Theory]
    [InlineData("dev", "[]")]
    [InlineData(
        "prod",
        """[{"name":"http","instanceCount":1},{"name":"function:ProcessEvent","instanceCount":1},"""
            + """{"name":"function:Deliver","instanceCount":1}]""")]
    public void Always_ready_instances_are_of_groups_and_functions_that_exist(string parameters, string expected)
    {
        var ready = Properties(parameters).GetProperty("functionAppConfig").GetProperty("scaleAndConcurrency").GetProperty("alwaysReady");

        ready.GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal).ShouldBe(expected);
        ready.EnumerateArray().Select(each => each.GetProperty("name").GetString()!)
            .Where(name => name.StartsWith("function:", StringComparison.Ordinal)).Select(name => name["function:".Length..])
            .Except(AppFunctions.Background).ShouldBeEmpty();
    }

    [Fact]
    public void The_runtime_is_the_one_that_the_app_is_built_for()
    {
        var runtime = Properties("dev").GetProperty("functionAppConfig").GetProperty("runtime");

        (runtime.GetProperty("name").GetString(), runtime.GetProperty("version").GetString()).ShouldBe(("dotnet-isolated", "10.0"));
        Properties("private").GetProperty("siteConfig").GetProperty("linuxFxVersion").GetString().ShouldBe("DOTNET-ISOLATED|10.0");
        Environment.Version.Major.ShouldBe(10);
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void Only_TLS_of_today_is_spoken(string parameters)
    {
        var properties = Properties(parameters);
        var site = properties.GetProperty("siteConfig");

        properties.GetProperty("httpsOnly").GetBoolean().ShouldBeTrue();
        (site.GetProperty("minTlsVersion").GetString(), site.GetProperty("scmMinTlsVersion").GetString(), site.GetProperty("ftpsState")
            .GetString()).ShouldBe(("1.2", "1.2", "Disabled"));
    }

    [Fact]
    public void The_addresses_have_the_prefix_of_host_json()
    {
        var host = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("host.json"))).RootElement;
        var prefix = host.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString();

        Deployment.Read("dev").Outputs["apiUrl"].ShouldStartWith($"[format('{{0}}/{prefix}', ");
        Deployment.Read("dev").Outputs["qlikCloudWebhookUrl"].ShouldStartWith($"[format('{{0}}/{prefix}/webhooks/qlik-cloud/', ");
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void The_alert_about_failures_knows_all_functions_of_queues_and_timers(string parameters)
    {
        var alert = Deployment.Read(parameters).Resources("Microsoft.Insights/scheduledQueryRules")
            .Single(rule => Deployment.Name(rule).EndsWith("-failures", StringComparison.Ordinal));
        var query = alert.GetProperty("properties").GetProperty("criteria").GetProperty("allOf")[0].GetProperty("query").GetString();

        query.ShouldBe("AppRequests | where Success == false and OperationName in ("
            + string.Join(", ", AppFunctions.Background.Select(name => $"\"{name}\"")) + ")");
    }

    [Theory]
    [InlineData("dev", 3, 0)]
    [InlineData("test", 3, 1)]
    public void Alerts_tell_of_dead_letters_backlog_and_silence(string parameters, int alerts, int groups)
    {
        var deployment = Deployment.Read(parameters);
        var rules = deployment.Resources("Microsoft.Insights/metricAlerts").ToArray();

        rules.Select(rule => Deployment.Name(rule).Split('-', 3)[2]).ShouldBe(["dead-letters", "backlog", "relays-silent"]);
        rules.Length.ShouldBe(alerts);
        deployment.Resources("Microsoft.Insights/actionGroups").Count().ShouldBe(groups);
        rules.SelectMany(rule => rule.GetProperty("properties").GetProperty("criteria").GetProperty("allOf")[0].GetProperty("dimensions")[0]
            .GetProperty("values").EnumerateArray().Select(value => value.GetString()!)).Except(deployment.Queues.Keys).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void Everything_has_its_tags(string parameters)
    {
        string[] withoutTags =
        [
            "Microsoft.Authorization/roleAssignments", "Microsoft.Insights/diagnosticSettings",
            "Microsoft.ServiceBus/namespaces/networkRuleSets", "Microsoft.KeyVault/vaults/secrets",
            "Microsoft.Storage/storageAccounts/managementPolicies", "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
            "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
        ];
        var untagged = Deployment.Read(parameters).Resources()
            .Where(resource => !resource.TryGetProperty("tags", out var tags)
                || tags.GetProperty("application").GetString() != "butler-functions")
            .Select(resource => resource.GetProperty("type").GetString()!)
            .Where(type => !withoutTags.Contains(type) && !IsPart(type)).Distinct();

        untagged.ShouldBeEmpty();
    }

    [Fact]
    public void A_private_deployment_has_an_endpoint_for_each_service() =>
        Deployment.Read("private").Resources("Microsoft.Network/privateEndpoints")
            .Select(endpoint => endpoint.GetProperty("properties").GetProperty("privateLinkServiceConnections")[0])
            .Select(link => link.GetProperty("properties"))
            .Select(link => (
                link.GetProperty("groupIds")[0].GetString(), link.GetProperty("privateLinkServiceId").GetString()!.Split('/')[^2]))
            .ShouldBe(
            [
                ("blob", "storageAccounts"), ("queue", "storageAccounts"), ("table", "storageAccounts"), ("namespace", "namespaces"),
                ("vault", "vaults"),
            ]);

    /// <summary>Queues, tables, containers and their policies have no tags in Azure.</summary>
    private static bool IsPart(string type) =>
        type.StartsWith("Microsoft.ServiceBus/namespaces/queues", StringComparison.Ordinal)
        || type.StartsWith("Microsoft.Storage/storageAccounts/blobServices", StringComparison.Ordinal)
        || type.StartsWith("Microsoft.Storage/storageAccounts/tableServices", StringComparison.Ordinal);

    private static JsonElement Properties(string parameters) =>
        Deployment.Read(parameters).Resources("Microsoft.Web/sites").Single().GetProperty("properties");
}
