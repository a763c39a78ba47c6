using System.Text.RegularExpressions;
using Butler.Infrastructure.Tests.Support;

namespace Butler.Infrastructure.Tests;

/// <summary>No secret in an output, a setting or a template: they would be readable for everybody who may read deployments.</summary>
public sealed partial class SecretTests
{
    public static TheoryData<string> Deployments => Deployment.All;

    [Theory]
    [MemberData(nameof(Deployments))]
    public void The_outputs_are_names_and_addresses(string parameters)
    {
        var outputs = Deployment.Read(parameters).Outputs;

        outputs.Keys.Order(StringComparer.Ordinal).ShouldBe(
        [
            "apiUrl", "configurationUrl", "functionAppName", "keyVaultName", "qlikCloudWebhookUrl", "relaysWithKeys", "serviceBusAddress",
            "serviceBusName", "storageAccountName",
        ]);
        outputs.Values.ShouldAllBe(value => !Secret().IsMatch(value));
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void The_settings_hold_references_to_secrets_only(string parameters) =>
        Deployment.Read(parameters).AppSettings.Values.ShouldAllBe(value => !Secret().IsMatch(value));

    [Fact]
    public void No_file_reads_keys()
    {
        var files = Directory.EnumerateFiles(Repository.PathOf("infra"), "*.bicep*", SearchOption.AllDirectories).ToArray();
        files.Length.ShouldBeGreaterThan(10);

        files.Where(file => Keys().IsMatch(File.ReadAllText(file))).ShouldBeEmpty();
    }

    [GeneratedRegex("listKeys|listAccountSas|AccountKey=|SharedAccessKey=|getSecret|primaryKey|[?&]sig=", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\blist\w*\(|\.get(Secret|Key)s?\(|AccountKey=|SharedAccessKey=", RegexOptions.IgnoreCase)]
    private static partial Regex Keys();
}
