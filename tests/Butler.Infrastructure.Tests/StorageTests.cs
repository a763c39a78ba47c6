using System.Reflection;
using Butler.Functions.Storage;
using Butler.Infrastructure.Tests.Support;

namespace Butler.Infrastructure.Tests;

/// <summary>The tables and containers in Azure are those that the code names.</summary>
public sealed class StorageTests
{
    public static TheoryData<string> Deployments => Deployment.All;

    [Theory]
    [MemberData(nameof(Deployments))]
    public void The_tables_are_those_of_the_code(string parameters)
    {
        var named = typeof(TableNames).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!);

        Names(parameters, "Microsoft.Storage/storageAccounts/tableServices/tables").ShouldBe(named.Order());
    }

    /// <summary><c>app-dumps</c> and <c>script-logs</c> are the code's; the others are settings' and the deployment's.</summary>
    [Theory]
    [MemberData(nameof(Deployments))]
    public void The_containers_are_those_of_code_and_settings(string parameters) =>
        Names(parameters, "Microsoft.Storage/storageAccounts/blobServices/containers")
            .ShouldBe([Functions.Apps.DumpBlobs.Container, "configuration", "packages", Functions.ScriptLogs.ScriptLogContainer.Name]);

    [Theory]
    [MemberData(nameof(Deployments))]
    public void Nothing_is_public_and_nobody_comes_in_by_a_shared_key(string parameters)
    {
        var account = Deployment.Read(parameters).Resources("Microsoft.Storage/storageAccounts").Single().GetProperty("properties");

        account.GetProperty("allowSharedKeyAccess").GetBoolean().ShouldBeFalse();
        account.GetProperty("allowBlobPublicAccess").GetBoolean().ShouldBeFalse();
        account.GetProperty("supportsHttpsTrafficOnly").GetBoolean().ShouldBeTrue();
        account.GetProperty("minimumTlsVersion").GetString().ShouldBe("TLS1_2");
        account.GetProperty("publicNetworkAccess").GetString().ShouldBe(parameters == "private" ? "Disabled" : "Enabled");
    }

    private static IEnumerable<string> Names(string parameters, string type) =>
        Deployment.Read(parameters).Resources(type).Select(Deployment.Name).Order();
}
