using Butler.Cli.Migrate.Model;
using Butler.Cli.Migrate.Sections;

namespace Butler.Cli.Tests.Migrate;

/// <summary>Variants of what the relay does that the file with every feature does not have.</summary>
public sealed class RelaySectionTests
{
    private const string Key = """
          key: '${BUTLER_COMMAND_KEY}'

        """;

    [Fact]
    public async Task Without_a_filter_any_task_may_be_started()
    {
        var migrated = await MigratedSections.OfAsync("""
            restServerConfig: { enable: true, serverHost: localhost, serverPort: 8090 }
            restServerEndpointsEnable: { senseStartTask: true }
            startTaskFilter: { enable: false, allowTask: { taskId: [x] } }
            """);

        migrated.Relay.ShouldBe("""
            commands:
              startTask:
                any: true
                types: [reload, externalprogram, usersync, distribute, preload]
              key: '${BUTLER_COMMAND_KEY}'
            api:
              listen: '127.0.0.1:8090'
              functionApp:
                url: '${BUTLER_FUNCTIONAPP_URL}'
                key: '${BUTLER_FUNCTION_KEY}'

            """);
        migrated["startTaskFilter.allowTask.taskId"].ShouldBe(
            "off in Butler |  | startTaskFilter.enable is not true, so all tasks may be started: commands.startTask.any.");
    }

    [Fact]
    public async Task Schedules_alone_start_only_their_own_tasks()
    {
        var migrated = await MigratedSections.OfAsync("""
            scheduler: { enable: true, configfile: schedule.yaml }
            startTaskFilter: { enable: true, allowTask: { taskId: [e3b27f50-b1c0-4879-88fc-c7cdd9c1cf00], tag: [t] } }
            """);

        migrated.Relay.ShouldBe("commands:\n" + """
              startTask:
                tasks: [0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33]
                types: [reload, externalprogram, usersync, distribute, preload]

            """ + Key);
        migrated["scheduler.configfile"].ShouldBe("taken over | butler.yaml: schedules | 1 of 1 schedules, see below.");
    }

    [Fact]
    public async Task A_schedule_file_that_is_not_there_is_asked_for()
    {
        var migrated = await MigratedSections.OfAsync("scheduler: { enable: true, configfile: none.yaml }");

        migrated["scheduler.configfile"].ShouldBe(
            "changed | butler.yaml: schedules | The file was not found beside this one; name it with --schedules, and run this again.");
        migrated.Steps.ShouldContain("The schedule file was not found, so no schedules were taken over. Run this again with --schedules "
            + "FILE, or use `butler schedules import`.");
    }

    [Fact]
    public async Task An_endpoint_that_is_off_stays_off()
    {
        var migrated = await MigratedSections.OfAsync("""
            restServerConfig: { enable: true, serverHost: 10.1.1.1 }
            restServerEndpointsEnable:
              apiListEnabledEndpoints: true
              base62ToBase16: true
              base16ToBase62: true
              butlerping: true
              createDir: true
              createDirQVD: false
              fileDelete: false
              fileMove: true
              fileCopy: true
              keyValueStore: true
              newRelic: { postNewRelicMetric: true, postNewRelicEvent: true }
              scheduler: { getSchedule: true, startSchedule: true }
              senseAppReload: true
              senseAppDump: false
              senseListApps: true
              senseStartTask: true
              slackPostMessage: true
            keyValueStore: { enable: false, maxKeysPerNamespace: 5 }
            fileCopyApprovedDirectories: [{ fromDirectory: 'D:\in\..\src\', toDirectory: 'D:/out//' }]
            fileDeleteApprovedDirectories: [/srv]
            """);

        migrated.App.ShouldEndWith("""
            api:
              disabled:
                - AppsDump
                - FilesCreateDirQvd
                - FilesDelete
                - KeyValues
                - MessagesMqtt
                - SchedulesAllStatus
                - SchedulesAllStop
                - SchedulesOneStop

            """);
        migrated.Relay.ShouldContain("""
              files:
                copy:
                  - from: 'D:\src'
                    to: 'D:\out'

            """);
        migrated["fileCopyApprovedDirectories[0].fromDirectory"]
            .ShouldBe("changed | relay.yaml: commands.files.copy | Written without .. and empty parts, which the relay refuses.");
        migrated["fileDeleteApprovedDirectories"].ShouldBe(
            "off in Butler |  | restServerEndpointsEnable.fileDelete is not true, or the REST API is off; the relay allows nothing.");
    }

    [Fact]
    public async Task A_certificate_that_butler_checks_is_checked_here()
    {
        var migrated = await MigratedSections.OfAsync("""
            cert: { clientCert: c.pem, clientCertKey: k.pem, clientCertCA: 'C:\certs\root.pem' }
            configQRS:
              host: sense.example.com
              port: 4243
              rejectUnauthorized: true
              headers: { static: [{ name: x-qlik-user, value: 'UserId=sa; UserDirectory=LAB' }, { name: X-Other, value: v }] }
            """);

        migrated.Qrs.ShouldBe("""
            qrs:
              url: https://sense.example.com:4243
              certificate: c.pem
              key: k.pem
              ca: 'C:\certs\root.pem'
              user: 'LAB\sa'

            """);
        migrated["configQRS.headers.static[1].value"].ShouldBe("no counterpart |  | Only X-Qlik-User is sent.");
    }

    [Theory]
    [InlineData("/srv//in/./x/..", "/srv/in")]
    [InlineData(@"\\files.example.com\Sense\a\..\qvd\", @"\\files.example.com\Sense\qvd")]
    [InlineData(@"D:\..\qvd", @"D:\qvd")]
    [InlineData("D:/", @"D:\")]
    [InlineData("/", "/")]
    [InlineData("relative/x", "relative/x")]
    public void A_path_is_written_without_detours(string path, string expected) => FilesRule.Clean(path).ShouldBe(expected);

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("20.1.2.3", false)]
    [InlineData("mailhost", true)]
    [InlineData("mail.corp", true)]
    [InlineData("mail.example.com", false)]
    public void A_host_that_only_the_own_network_reaches(string host, bool expected) => PrivateHost.Is(host).ShouldBe(expected);
}
