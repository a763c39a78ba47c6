using Butler.Core.Commands;
using Butler.Infrastructure.Tests.Support;

namespace Butler.Infrastructure.Tests;

/// <summary>Who may do what: every role that the code needs, and none more.</summary>
public sealed class RoleTests
{
    private const string App = "app";

    private static readonly Dictionary<string, string> Names = new()
    {
        ["090c5cfd-751d-490a-894a-3ce6f1109419"] = "Service Bus Data Owner",
        ["69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"] = "Service Bus Data Sender",
        ["4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0"] = "Service Bus Data Receiver",
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["b86a8fe4-44ce-4948-aee5-eccb2c155cd7"] = "Key Vault Secrets Officer",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
    };

    public static TheoryData<string> Deployments => Deployment.All;

    [Fact]
    public void With_keys_for_the_relay() => Granted("dev").ShouldBe(ForApp(isScaled: true, "sense-dev"));

    [Fact]
    public void With_a_relay_that_has_an_identity_and_a_group_of_operators() => Granted("test").ShouldBe(
    [
        .. ForApp(isScaled: true, "sense-test-1", "sense-test-2"),
        (QueueNames.Events, "Service Bus Data Sender", "11111111-1111-4111-8111-111111111111"),
        (QueueNames.Replies, "Service Bus Data Sender", "11111111-1111-4111-8111-111111111111"),
        (QueueNames.Commands("sense-test-2"), "Service Bus Data Receiver", "11111111-1111-4111-8111-111111111111"),
        ("st", "Storage Blob Data Contributor", "22222222-2222-4222-8222-222222222222"),
        ("kv", "Key Vault Secrets Officer", "22222222-2222-4222-8222-222222222222"),
    ],
    ignoreOrder: true);

    [Fact]
    public void Without_scaling_by_the_lengths_of_queues_the_app_owns_no_queue() =>
        Granted("private").ShouldBe(ForApp(isScaled: false, "sense-prod-1"), ignoreOrder: true);

    [Theory]
    [InlineData("dev", "sense-dev")]
    [InlineData("test", "sense-test-1")]
    [InlineData("prod", null)]
    [InlineData("private", "sense-prod-1")]
    public void Only_a_relay_without_an_identity_has_policies_one_for_each_queue(string parameters, string? relay)
    {
        var policies = Deployment.Read(parameters).Resources("Microsoft.ServiceBus/namespaces/queues/authorizationRules")
            .Select(policy => policy.GetProperty("name").GetString()!.Split('/', 2)[1] + ": "
                + string.Join(',', policy.GetProperty("properties").GetProperty("rights").EnumerateArray()));

        policies.ShouldBe(relay is null ? [] : [$"events/{relay}: Send", $"replies/{relay}: Send", $"commands-{relay}/{relay}: Listen"]);
    }

    [Theory]
    [InlineData("dev", false)]
    [InlineData("prod", true)]
    public void Keys_of_Service_Bus_work_only_while_a_relay_needs_one(string parameters, bool isDisabled)
    {
        var properties = Deployment.Read(parameters).Resources("Microsoft.ServiceBus/namespaces").Single().GetProperty("properties");

        properties.GetProperty("disableLocalAuth").GetBoolean().ShouldBe(isDisabled);
        properties.GetProperty("minimumTlsVersion").GetString().ShouldBe("1.2");
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void Nothing_else_takes_keys_or_passwords(string parameters)
    {
        var deployment = Deployment.Read(parameters);

        deployment.Resources("Microsoft.Insights/components").Single().GetProperty("properties").GetProperty("DisableLocalAuth")
            .GetBoolean().ShouldBeTrue();
        deployment.Resources("Microsoft.KeyVault/vaults").Single().GetProperty("properties").GetProperty("enableRbacAuthorization")
            .GetBoolean().ShouldBeTrue();
        deployment.Resources("Microsoft.Web/sites/basicPublishingCredentialsPolicies")
            .Select(policy => (Deployment.Name(policy), policy.GetProperty("properties").GetProperty("allow").GetBoolean()))
            .ShouldBe([("ftp", false), ("scm", false)]);
    }

    /// <summary>
    /// The code sends to each queue that it reads (what is put off, and what is taken up again after it was dead-lettered), and to the
    /// commands of each relay.
    /// </summary>
    private static IEnumerable<(string Scope, string Role, string Who)> ForApp(bool isScaled, params string[] relays)
    {
        string[] queueRoles = isScaled ? ["Service Bus Data Owner"] : ["Service Bus Data Receiver", "Service Bus Data Sender"];
        string[] inOrder = [QueueNames.Events, QueueNames.Deliveries, QueueNames.Timers, QueueNames.Replies, QueueNames.DeadLetters];
        inOrder.Order().ShouldBe(AppFunctions.QueueTriggers.Select(trigger => trigger.QueueName).Order());
        return
        [
            ("appi", "Monitoring Metrics Publisher", App),
            ("st", "Storage Blob Data Owner", App),
            ("st", "Storage Queue Data Contributor", App),
            ("st", "Storage Table Data Contributor", App),
            .. inOrder.SelectMany(queue => queueRoles.Select(role => (queue, role, App))),
            .. relays.Select(relay => (QueueNames.Commands(relay), "Service Bus Data Sender", App)),
            ("kv", "Key Vault Secrets User", App),
        ];
    }

    private static IEnumerable<(string Scope, string Role, string Who)> Granted(string parameters)
    {
        var deployment = Deployment.Read(parameters);
        foreach (var assignment in deployment.Resources("Microsoft.Authorization/roleAssignments"))
        {
            var properties = assignment.GetProperty("properties");
            var scope = Deployment.Scope(assignment);
            var principal = properties.GetProperty("principalId").GetString()!;
            yield return (
                deployment.Queues.ContainsKey(scope) ? scope
                    : scope.StartsWith("st", StringComparison.Ordinal) ? "st" : scope.Split('-')[0],
                Names[properties.GetProperty("roleDefinitionId").GetString()!.Split('/')[^1]],
                principal.Contains("userAssignedIdentities/id-butler-", StringComparison.Ordinal) ? App : principal);
        }
    }
}
