using Butler.Cli.Up;
using Butler.Local.QlikCloud;
using Butler.Local.QlikCloud.Tenants;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Cli.Tests.Up;

/// <summary>The settings with which the function app uses the simulated Qlik Cloud.</summary>
public sealed class CloudSettingsTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("butler-cloud-").FullName;

    [Fact]
    public async Task Secrets_are_made_once_and_kept()
    {
        await using var cloud = await StartAsync();
        using var data = DataDirectory.Open(directory);
        var settings = new CloudSettings(data, _ => null);
        settings.Of(cloud).ShouldBe(new Dictionary<string, string>
        {
            ["BUTLER_QLIK_CLOUD"] = cloud.Address.AbsoluteUri,
            ["QLIK_WEBHOOK_SECRET"] = await File.ReadAllTextAsync(settings.SecretFile!, TestContext.Current.CancellationToken),
            ["QLIK_API_KEY"] = data.Key("qlik-api"),
        });
        settings.Of(cloud)["QLIK_WEBHOOK_SECRET"].Length.ShouldBeInRange(32, 64);
        settings.Of(cloud).ShouldBe(new CloudSettings(data, _ => "").Of(cloud));
    }

    [Fact]
    public async Task Secrets_of_the_environment_are_left_to_it()
    {
        await using var cloud = await StartAsync();
        using var data = DataDirectory.Open(directory);
        var settings = new CloudSettings(data, _ => "from the environment");
        settings.Of(cloud).ShouldBe(new Dictionary<string, string> { ["BUTLER_QLIK_CLOUD"] = cloud.Address.AbsoluteUri });
        settings.SecretFile.ShouldBeNull();
        File.Exists(data.KeyFile("qlik-webhook")).ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static Task<QlikCloudSimulator> StartAsync() => QlikCloudSimulator.StartAsync(
        0, new TenantBehaviour(), TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
}
