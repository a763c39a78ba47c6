using Butler.Core.Commands;
using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Configuration;

namespace Butler.RelayAgent.Tests.Commands;

public sealed class ShowConfigurationTests : IDisposable
{
    private const string Secret = "s3cr3t-0123456789abcdef0123456789abcdef";

    private static readonly string File = $$"""
        # a comment with {{Secret}}
        relay: { name: sense-node-1, site: emea }
        serviceBus: { connection: "Endpoint=sb://127.0.0.1:5380;SharedAccessKeyName=relay;SharedAccessKey={{Secret}};UseDevelopmentEmulator=true" }
        proxy: { url: "http://user:{{Secret}}@proxy.example.com:8080" }
        qrs: { url: "https://sense.example.com:4242", certificate: client.pem, key: client_key.pem, password: {{Secret}}, user: 'INTERNAL\sa' }
        commands:
          key: {{Secret}}
          startTask: { tags: [startable] }
          deliver:
            hook: { http: "https://hook.example.com/{{Secret}}", headers: { Authorization: Bearer {{Secret}} } }
            broker: { mqtt: "mqtts://broker.example.com:8883", user: sense, password: "${MQTT_PASSWORD}" }
            mail: { smtp: { host: smtp.example.com, user: sense, password: {{Secret}} }, from: a@example.com }
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("butler-shown-").FullName;
    private readonly CommandRelay relay = new();

    [Fact]
    public async Task The_relays_file_is_shown_without_its_secrets()
    {
        var path = Path.Combine(directory, "relay.yaml");
        await System.IO.File.WriteAllTextAsync(path, File, TestContext.Current.CancellationToken);
        var options = RelayConfiguration.Read(name => name switch
        {
            "BUTLER_RELAY_CONFIG" => path,
            "MQTT_PASSWORD" => Secret,
            _ => null,
        });
        relay.More.Add(new ShowConfiguration(options.Shown!));

        var reply = await relay.AskAsync(CommandRelay.Command(CommandKinds.ShowConfiguration));

        reply.Status.ShouldBe(CommandStatus.Succeeded);
        reply.Result!.Value.GetProperty("text").GetString()!.ShouldBe(
            """
            relay: {name: sense-node-1, site: emea}
            serviceBus: {connection: "(hidden)"}
            proxy: {url: "(hidden)"}
            qrs: {url: "https://sense.example.com:4242", certificate: client.pem, key: client_key.pem, password: (hidden), user: 'INTERNAL\sa'}
            commands:
              key: (hidden)
              startTask: {tags: [startable]}
              deliver:
                hook: {http: "https://hook.example.com/(hidden)", headers: {Authorization: (hidden)}}
                broker: {mqtt: "mqtts://broker.example.com:8883", user: sense, password: "${MQTT_PASSWORD}"}
                mail: {smtp: {host: smtp.example.com, user: sense, password: (hidden)}, from: a@example.com}

            """);
    }

    public void Dispose()
    {
        relay.Dispose();
        Directory.Delete(directory, recursive: true);
    }
}
