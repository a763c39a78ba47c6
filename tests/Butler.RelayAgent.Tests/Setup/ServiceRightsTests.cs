using Butler.Core.Azure.ServiceBus;
using Butler.Core.Destinations.Mqtt;
using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Commands.Delivering;
using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Logging;
using Butler.RelayAgent.Mqtt;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Sense.ScriptLogs;
using Butler.RelayAgent.Setup.Windows;

namespace Butler.RelayAgent.Tests.Setup;

/// <summary>What the account of the Windows service is given, and what the operator is told to give it.</summary>
public sealed class ServiceRightsTests
{
    [Theory]
    [InlineData("TrustedInstaller", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464")]
    [InlineData("MSSQLSERVER", "S-1-5-80-3880718306-3832830129-1677859214-2598158968-1052248003")]
    [InlineData("mssqlserver", "S-1-5-80-3880718306-3832830129-1677859214-2598158968-1052248003")]
    public void The_account_has_the_identifier_that_Windows_gives_it(string service, string sid) =>
        ServiceName.SidOf(service).ShouldBe(sid);

    [Fact]
    public async Task What_the_relay_needs_is_granted_or_asked_for_with_the_command()
    {
        var granted = new List<ServiceRight>();
        var output = new StringWriter();

        await new RightsGrant(granted.Add, output).GrantAsync(ServiceRights.Of(Everything(), "/etc/relay.yaml", "/app/butler-relay.exe"));

        granted.ShouldBe(
        [
            new ServiceRight("/app/butler-relay.exe", ServiceAccess.Execute, RightScope.File),
            new ServiceRight("/etc/relay.yaml", ServiceAccess.Read, RightScope.File),
            new ServiceRight("/etc", ServiceAccess.Read, RightScope.Folder),
            new ServiceRight("/var/journal", ServiceAccess.Modify, RightScope.Tree),
            new ServiceRight("/var/store", ServiceAccess.Modify, RightScope.Tree),
        ]);
        output.ToString().ReplaceLineEndings("\n").ShouldBe("""
            It runs as NT SERVICE\butler-relay, an account of its own, without a password and without an administrator's rights.
            Granted: run /app/butler-relay.exe
            Granted: read /etc/relay.yaml
            Granted: read /etc
            Granted: modify /var/journal
            Granted: modify /var/store
            Grant it these rights too, where they are missing:
              icacls "/c/client.pem" /grant "NT SERVICE\butler-relay:R"
              icacls "/c/key.pem" /grant "NT SERVICE\butler-relay:R"
              icacls "/c/root.pem" /grant "NT SERVICE\butler-relay:R"
              icacls "/c/mqtt.pem" /grant "NT SERVICE\butler-relay:R"
              icacls "D:\in" /grant "NT SERVICE\butler-relay:(OI)(CI)RX"
              icacls "D:\Both" /grant "NT SERVICE\butler-relay:(OI)(CI)M"
              icacls "D:\qvd" /grant "NT SERVICE\butler-relay:(OI)(CI)M"
              icacls "D:\alerts" /grant "NT SERVICE\butler-relay:(OI)(CI)M"
            Let it read the private key of the certificate 0A1B (certlm.msc, the certificate, All Tasks, Manage Private Keys).
            On a network share it is the computer, DOMAIN\NODE$. Grant that account these rights, on the share and on its folder:
              modify \\files\logs
              modify \\files\qvd

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_right_that_cannot_be_granted_is_said_with_the_command_and_the_others_are_granted()
    {
        var output = new StringWriter();
        ServiceRight[] own =
        [
            new(@"D:\relay\journal", ServiceAccess.Modify, RightScope.Tree),
            new(@"D:\relay", ServiceAccess.Read, RightScope.Folder),
            new(@"D:\relay\relay.yaml", ServiceAccess.Read, RightScope.File),
        ];

        await new RightsGrant(
            right =>
            {
                if (right.Access == ServiceAccess.Modify)
                {
                    throw new UnauthorizedAccessException("Access is denied");
                }
            },
            output).GrantAsync(new ServiceRights(own, []));

        output.ToString().ReplaceLineEndings("\n").ShouldBe("""
            It runs as NT SERVICE\butler-relay, an account of its own, without a password and without an administrator's rights.
            Could not be granted: modify D:\relay\journal (Access is denied). Grant it yourself: icacls "D:\relay\journal" /grant "NT SERVICE\butler-relay:(OI)(CI)M"
            Granted: read D:\relay
            Granted: read D:\relay\relay.yaml

            """.ReplaceLineEndings("\n"));
    }

    private static RelayOptions Everything() => new()
    {
        ServiceBus = new ServiceBusOptions
        {
            Connection = ServiceBusConnection.Parse(
                "Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=a;SharedAccessKey=YQ==;UseDevelopmentEmulator=true"),
        },
        Journal = new JournalOptions { Directory = "/var/journal" },
        Log = new LogOptions { Directory = @"\\files\logs" },
        ScriptLog = new ScriptLogOptions { Store = new ScriptLogStoreOptions { Directory = "/var/store" } },
        Qrs = new QrsOptions
        {
            Url = new Uri("https://s:4242"),
            Certificate = "/c/client.pem",
            Key = "/c/key.pem",
            Ca = "/c/root.pem",
            Thumbprint = "0A1B",
        },
        Commands = new CommandsOptions
        {
            Files = new FileRules
            {
                Copy = [new FolderPair(@"D:\in", @"D:\Both"), new FolderPair(@"D:\both", @"\\files\qvd")],
                Delete = [@"D:\BOTH"],
                QvdPath = @"D:\qvd",
            },
            Deliver = new Dictionary<string, DestinationOptions>
            {
                ["alerts"] = new() { File = @"D:\alerts" },
                ["plant"] = new()
                {
                    Mqtt = new MqttDestination
                    {
                        Address = new MqttAddress("h", 8883, UseTls: true),
                        Tls = new MqttTls { CaFile = "/c/root.pem", CertificateFile = "/c/mqtt.pem" },
                    },
                },
            },
        },
    };
}
