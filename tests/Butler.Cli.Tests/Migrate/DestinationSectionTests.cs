namespace Butler.Cli.Tests.Migrate;

/// <summary>Variants of destinations that the file with every feature does not have.</summary>
public sealed class DestinationSectionTests
{
    private const string NoApi = """
        api:
          disabled:
            - AppsDump
            - AppsList
            - AppsReload
            - FilesCopy
            - FilesCreateDir
            - FilesDelete
            - FilesMove
            - KeyValues
            - MessagesMqtt
            - MessagesNewRelicEvent
            - MessagesNewRelicMetric
            - MessagesSlack
            - Schedules
            - StartTask
            - SystemBase16
            - SystemBase62
            - SystemEndpoints
            - SystemPing

        """;

    [Fact]
    public async Task A_file_without_any_alert_gets_one_route_to_the_terminal()
    {
        var migrated = await MigratedSections.OfAsync("logLevel: info");

        migrated.App.ShouldBe("""
            channels:
              terminal:
                type: console
            routes:
              - name: everything
                on: ['*']
                send:
                  - channel: terminal

            """ + NoApi);
        migrated.Relay.ShouldBe("""
            commands:
              key: '${BUTLER_COMMAND_KEY}'

            """);
    }

    [Theory]
    [InlineData(
        "version: 1",
        "version: 1\n    database: db\n    user: u\n    password: '${INFLUXDB_PASSWORD}'\n    url: http://influx.example.com:8086")]
    [InlineData("version: 3", "version: 3\n    database: three\n    token: '${INFLUXDB_TOKEN}'\n    url: http://influx.example.com:8086")]
    public async Task A_version_of_influxdb_has_its_own_keys(string version, string expected)
    {
        var migrated = await MigratedSections.OfAsync(Influx("influx.example.com", version));

        migrated.App.ShouldBe(Channels(expected) + NoApi);
        migrated["influxDb.v2Config.token"].ShouldBe("off in Butler |  | It belongs to another version of InfluxDB.");
    }

    [Theory]
    [InlineData("version: 1", "/write?db=db&precision=ns", "${INFLUXDB_AUTHORIZATION}")]
    [InlineData("version: 2", "/api/v2/write?org=o%20p&bucket=b&precision=ns", "Token ${INFLUXDB_TOKEN}")]
    [InlineData("version: 3", "/api/v3/write_lp?db=three&precision=nanosecond", "Bearer ${INFLUXDB_TOKEN}")]
    public async Task An_influxdb_in_the_own_network_is_written_by_the_relay(string version, string path, string authorization)
    {
        var migrated = await MigratedSections.OfAsync(Influx("10.0.0.7", version));

        migrated.App.ShouldBe(Channels($"{version}\n    via: relay\n    destination: influxdb") + NoApi);
        migrated.Relay.ShouldBe($$"""
            commands:
              deliver:
                influxdb:
                  http: 'http://10.0.0.7:8086{{path}}'
                  headers:
                    Authorization: '{{authorization}}'
              key: '${BUTLER_COMMAND_KEY}'

            """);
        migrated.Settings[0].ShouldStartWith($"{authorization.Split("${")[1].TrimEnd('}')}: relay, Butler.influxDb.v");
    }

    [Theory]
    [InlineData("host: mail.example.com, secure: true", "host: mail.example.com\n      security: tls")]
    [InlineData(
        "host: mail.example.com, tls: { ignoreTLS: true, rejectUnauthorized: false }", "host: mail.example.com\n      security: none")]
    [InlineData(
        "host: mail.example.com, tls: { requireTLS: false, rejectUnauthorized: false }",
        "host: mail.example.com\n      security: starttls\n      insecure: true")]
    public async Task A_mail_server_has_the_security_of_butler(string smtp, string expected)
    {
        var migrated = await MigratedSections.OfAsync(Mail("recipients: [a@example.com]", smtp));

        migrated.App.ShouldBe($"""
            channels:
              email:
                type: email
                from: s@example.com
                provider: smtp
                smtp:
                  {expected}
            routes:
              - name: email-reload-failed
                on: [sense.reload.failed]
                throttle:
                  every: 300s
                  per: [task, recipient]
                send:
                  - channel: email
                    from: s@example.com
                    to: [a@example.com]

            """ + NoApi);
    }

    [Fact]
    public async Task A_mail_server_in_the_own_network_is_the_relays()
    {
        var migrated = await MigratedSections.OfAsync(
            Mail("recipients: [a@example.com]", "host: mailhost, port: 25, auth: { enable: true, user: u, password: SECRET }"));

        migrated.App.ShouldStartWith("""
            channels:
              email:
                type: email
                from: s@example.com
                via: relay
                destination: mail-server
            routes:
            """);
        migrated.Relay.ShouldBe("""
            commands:
              deliver:
                mail-server:
                  smtp:
                    host: mailhost
                    port: 25
                    security: starttls
                    user: u
                    password: '${SMTP_PASSWORD}'
              key: '${BUTLER_COMMAND_KEY}'

            """);
        migrated["emailNotification.smtp.auth.password"].ShouldBe("taken over | relay.yaml: commands.deliver.mail-server.smtp.password | ");
        migrated.Settings[0].ShouldBe("SMTP_PASSWORD: relay, Butler.emailNotification.smtp.auth.password");
    }

    [Fact]
    public async Task An_empty_list_of_owners_means_none_as_in_butler()
    {
        var migrated = await MigratedSections.OfAsync(Mail(
            "recipients: [a@example.com], rateLimit: 0, appOwnerAlert: { enable: true, includeOwner: { includeAll: false, user: [] } }",
            "host: mail.example.com"));

        migrated.App.ShouldContain("""
              - name: email-reload-failed
                on: [sense.reload.failed]
                send:
                  - channel: email
                    from: s@example.com
                    to: [a@example.com]

            """);
    }

    [Fact]
    public async Task A_mail_without_recipients_has_no_route()
    {
        var migrated = await MigratedSections.OfAsync(Mail("recipients: null", "host: mail.example.com"));

        migrated.App.ShouldNotContain("email-reload-failed");
        migrated["emailNotification.reloadTaskFailure.recipients"].ShouldBe(
            "taken over | butler.yaml: routes: email-reload-failed: send.to | ");
    }

    [Fact]
    public async Task A_plain_broker_publishes_and_starts_any_task()
    {
        var migrated = await MigratedSections.OfAsync("""
            mqttConfig:
              enable: true
              brokerHost: broker
              brokerPort: 1884
              azureEventGrid: { enable: false, clientId: x }
              taskFailureSendFull: false
              taskAbortedSendFull: true
              taskFailureTopic: a/failed
              taskAbortedFullTopic: a/aborted
              taskStartTopic: a/start
            """);

        migrated.App.ShouldBe("""
            channels:
              mqtt-broker:
                type: mqtt
                preset: butler
                topics:
                  taskFailureTopic: a/failed
                  taskAbortedFullTopic: a/aborted
                  taskFailureFullTopic: none
                via: relay
                destination: mqtt-broker
            routes:
              - name: mqtt-tasks
                on: [sense.reload.failed, sense.reload.aborted]
                send:
                  - channel: mqtt-broker

            """ + NoApi);
        migrated.Relay.ShouldBe("""
            commands:
              deliver:
                mqtt-broker:
                  mqtt: mqtt://broker:1884
              startTask:
                any: true
                types: [reload, externalprogram, usersync, distribute, preload]
              key: '${BUTLER_COMMAND_KEY}'
            mqtt:
              broker: mqtt-broker
              startTaskTopic: a/start

            """);
    }

    [Fact]
    public async Task A_destination_at_new_relic_without_accounts_has_no_route()
    {
        var migrated = await MigratedSections.OfAsync("""
            thirdPartyToolsCredentials: { newRelic: [{ accountName: A, insertApiKey: SECRET, accountId: 1 }] }
            incidentTool:
              newRelic:
                enable: true
                destinationAccount: { event: null, log: null }
                url: { event: "https://insights-collector.newrelic.com", log: "https://log-api.newrelic.com/log/v1" }
                reloadTaskFailure:
                  destination:
                    event: { enable: true, sendToAccount: { always: { enable: false, account: [A] } } }
                    log: { enable: false }
                  sharedSettings: { rateLimit: 15 }
            """);

        migrated.App.ShouldNotContain("type: newrelic");
        migrated["incidentTool.newRelic.reloadTaskFailure.sharedSettings.rateLimit"]
            .ShouldBe("off in Butler |  | Nothing is sent for reloadTaskFailure.");
        migrated["thirdPartyToolsCredentials.newRelic[0].insertApiKey"]
            .ShouldBe("off in Butler |  | No section that is on sends to New Relic.");
        migrated.Settings.ShouldNotContain(setting => setting.StartsWith("NEWRELIC"));
    }

    [Fact]
    public async Task A_webhook_in_the_own_network_that_is_called_with_GET_is_named()
    {
        var migrated = await MigratedSections.OfAsync("""
            webhookNotification:
              enable: true
              reloadTaskFailure: { webhooks: [{ webhookURL: "http://intern/SECRET", httpMethod: GET }] }
            """);

        migrated.Steps[0].ShouldStartWith("Butler.webhookNotification.reloadTaskFailure.webhooks[0] is called with GET at an address that");
    }

    private static string Influx(string host, string version) => $$"""
        influxDb:
          enable: true
          hostIP: {{host}}
          {{version}}
          v1Config: { auth: { enable: true, username: u, password: SECRET }, dbName: db }
          v2Config: { org: o p, bucket: b, token: SECRET-2 }
          v3Config: { database: three, token: SECRET-3 }
          reloadTaskSuccess:
            enable: true
            allReloadTasks: { enable: true }
            byCustomProperty: { enable: true, customPropertyName: P, enabledValue: V }
        """;

    private static string Channels(string influx) => $"""
        channels:
          influxdb:
            type: influxdb
            {influx}
        routes:
          - name: influxdb-reload-succeeded
            on: [sense.reload.succeeded]
            send:
              - channel: influxdb

        """;

    private static string Mail(string failed, string smtp) => $$"""
        emailNotification:
          enable: true
          reloadTaskFailure: { enable: true, fromAddress: s@example.com, {{failed}} }
          smtp: { {{smtp}} }
        """;
}
