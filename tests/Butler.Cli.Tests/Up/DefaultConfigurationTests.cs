using Butler.Cli.Up;

namespace Butler.Cli.Tests.Up;

/// <summary>The configuration of a <c>butler up</c> that was given none.</summary>
public sealed class DefaultConfigurationTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("butler-default-");

    private string Program => Path.Combine(folder.FullName, "butler-functions");

    [Fact]
    public void It_is_the_shipped_file_with_a_tenant_whose_secret_is_a_variable()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "butler.yaml"), "channels: {}\n\n");
        using var data = DataDirectory.Open(Path.Combine(folder.FullName, "data"));
        var path = DefaultConfiguration.Write(Program, data);

        path.ShouldBe(data.PathOf("butler.yaml"));
        File.ReadAllText(path!).ShouldBe(
            """
            # Written by `butler up`, which was given no --config, at each start: the butler.yaml that ships, and a tenant of the
            # simulated Qlik Cloud. `butler up` makes the secret and the key.
            channels: {}

            qlikCloud:
              tenants:
                - name: demo
                  url: https://demo.eu.qlikcloud.com
                  secrets: ["${QLIK_WEBHOOK_SECRET}"]
                  apiKey: "${QLIK_API_KEY}"
                  comment: The simulated Qlik Cloud

            scriptLogs:
              keep: 7d

            """);
    }

    [Theory]
    [InlineData("channels: {}\nqlikCloud: { tenants: [] }\n")]
    [InlineData(null)]
    public void A_file_with_tenants_or_none_at_all_is_left_as_it_is(string? shipped)
    {
        if (shipped is not null)
        {
            File.WriteAllText(Path.Combine(folder.FullName, "butler.yaml"), shipped);
        }

        using var data = DataDirectory.Open(Path.Combine(folder.FullName, "data"));
        DefaultConfiguration.Write(Program, data).ShouldBeNull();
        File.Exists(data.PathOf("butler.yaml")).ShouldBeFalse();
    }

    public void Dispose() => folder.Delete(recursive: true);
}
