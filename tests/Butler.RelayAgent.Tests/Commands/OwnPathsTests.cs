using Butler.Core.Azure.ServiceBus;
using Butler.Core.Destinations.Mqtt;
using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Commands.Delivering;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Logging;
using Butler.RelayAgent.Mqtt;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Tests.Commands;

public sealed class OwnPathsTests
{
    [Fact]
    public void Every_certificate_and_key_that_the_file_names_is_the_relays_own()
    {
        var options = new RelayOptions
        {
            File = "/etc/relay.yaml",
            ServiceBus = new ServiceBusOptions
            {
                Connection = ServiceBusConnection.Parse(
                    "Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=a;SharedAccessKey=YQ==;UseDevelopmentEmulator=true"),
            },
            Journal = new JournalOptions { Directory = "/var/journal" },
            Log = new LogOptions { Directory = "/var/log" },
            Qrs = new QrsOptions
            {
                Url = new Uri("https://s:4242"),
                Certificate = "/c/client.pem",
                Key = "/c/key.pem",
                Pfx = "/c/client.pfx",
                Ca = "/c/root.pem",
            },
            Commands = new CommandsOptions
            {
                Deliver = new Dictionary<string, DestinationOptions>
                {
                    ["hook"] = new() { Http = new Uri("https://h"), Ca = "/c/hook.pem" },
                    ["plant"] = new()
                    {
                        Mqtt = new MqttDestination
                        {
                            Address = new MqttAddress("h", 8883, UseTls: true),
                            Tls = new MqttTls { CaFile = "/c/mqtt-ca.pem", CertificateFile = "/c/mqtt.pem", KeyFile = "/c/mqtt-key.pem" },
                        },
                    },
                },
            },
        };

        OwnPaths.Of(options).ShouldBe(
            [
                "/etc/relay.yaml", "/var/journal", "/var/log", AppContext.BaseDirectory, Environment.ProcessPath!, "/etc/environment",
                "/c/client.pem",
                "/c/key.pem", "/c/client.pfx", "/c/root.pem",
                "/c/hook.pem", "/c/mqtt-ca.pem", "/c/mqtt.pem", "/c/mqtt-key.pem",
            ],
            ignoreOrder: true);
    }
}
