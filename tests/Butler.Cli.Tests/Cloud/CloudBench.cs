using System.CommandLine;
using System.Text.Json;
using Butler.Cli.Cloud;
using Butler.Local.QlikCloud;
using Butler.Local.QlikCloud.Tenants;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Cli.Tests.Cloud;

/// <summary>A simulated Qlik Cloud, an app that answers as a test says, and a butler.yaml with the tenant acme.</summary>
internal sealed class CloudBench : IAsyncDisposable
{
    public const string Secret = "0123456789abcdef0123456789abcdef";
    public const string ApiKey = "the-api-key-of-acme";
    public const string Finished = "com.qlik.v1.reload.finished";

    /// <summary>The standard event types, as the simulator offers them.</summary>
    public const string Events =
        Finished + ", com.qlik.v1.automation.run.ended, com.qlik.app.data.updated, com.qlik.core.api-key.validation.failed";

    private const string Yaml =
        """
        channels: { slack: { type: slack, url: "${SLACK_URL}" } }
        routes: [{ name: cloud, on: cloud.reload.failed, send: [slack] }]
        qlikCloud:
          tenants:
            - { name: acme, url: "https://acme.eu.qlikcloud.com", secrets: ["${QLIK_WEBHOOK_SECRET}"], apiKey: "${QLIK_API_KEY}" }
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("butler-setup-");

    private CloudBench(QlikCloudSimulator cloud)
    {
        Cloud = cloud;
        Variables = new Dictionary<string, string?>
        {
            ["QLIK_WEBHOOK_SECRET"] = Secret,
            ["QLIK_API_KEY"] = ApiKey,
            ["BUTLER_QLIK_CLOUD"] = cloud.Address.AbsoluteUri,
        };
        Write(Yaml);
    }

    public QlikCloudSimulator Cloud { get; }

    public Dictionary<string, string?> Variables { get; }

    public HttpSink App { get; } = new(_ => 202);

    public string Data => folder.FullName;

    public string AppRoot => App.Url.GetLeftPart(UriPartial.Authority);

    public string Webhook => $"{AppRoot}/api/webhooks/qlik-cloud/acme";

    public Tenant Acme => Cloud.Tenants.Find("acme")!;

    public string Title => $"Tenant acme of the simulated Qlik Cloud at {Cloud.Address.GetLeftPart(UriPartial.Authority)}";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<CloudBench> StartAsync() => new(await QlikCloudSimulator.StartAsync(
        0, new TenantBehaviour { AllowLoopbackWebhooks = true }, TimeProvider.System, NullLoggerFactory.Instance, Cancelled));

    public void Write(string yaml) => File.WriteAllText(Path.Combine(Data, "butler.yaml"), yaml);

    /// <summary>Writes what a running <c>butler up</c> writes.</summary>
    /// <param name="tenant">The tenant of its own configuration; null if it was given one.</param>
    public void DescribeUp(string? tenant)
    {
        var secretFile = Path.Combine(Data, "qlik-webhook.key");
        File.WriteAllText(secretFile, Secret);
        File.WriteAllText(Path.Combine(Data, "qlik-api.key"), ApiKey);
        File.WriteAllBytes(Path.Combine(Data, "up.json"), JsonSerializer.SerializeToUtf8Bytes(new
        {
            pid = Environment.ProcessId,
            http = AppRoot,
            qlikCloud = new { address = Cloud.Address.AbsoluteUri, tenant, secretFile },
        }));
    }

    /// <summary>A webhook of the tenant that calls the app.</summary>
    public TenantWebhook Add(string id = "w1") => Acme.Webhooks.Put(new TenantWebhook
    {
        Id = id,
        Name = "By hand",
        Description = "Ours",
        Url = Webhook,
        EventTypes = [.. Events.Split(", ")],
        Secret = "another-secret-another-secret-another",
        Enabled = true,
        OwnerId = Acme.Users.All[0].Id,
        Created = default,
        Updated = default,
    });

    /// <summary>Runs <c>butler cloud setup</c> for the app and the configuration of the bench.</summary>
    public Task<(int Code, string Output, string Error)> SetupAsync(params string[] arguments) =>
        RunAsync(["setup", "--config", Path.Combine(Data, "butler.yaml"), "--url", AppRoot, .. arguments]);

    /// <summary>Runs <c>butler cloud</c>. No output shows a secret.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CloudCommand.Create(TimeProvider.System, Variables.GetValueOrDefault)
            .Parse([.. arguments, "--data", Data])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, Cancelled);
        var all = $"{output}{error}";
        all.ShouldNotContain(Secret);
        all.ShouldNotContain(ApiKey);
        return (code, output.ToString(), error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await Cloud.DisposeAsync();
        App.Dispose();
        folder.Delete(recursive: true);
    }
}
