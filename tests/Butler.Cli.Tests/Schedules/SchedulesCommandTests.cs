using System.CommandLine;
using System.Text;
using System.Text.Json;
using Butler.Cli.Schedules;
using Butler.Core.Configuration;
using Butler.Functions.Hosting;

namespace Butler.Tests.Schedules;

public sealed class SchedulesCommandTests : IDisposable
{
    private const string Key = "s3cr3t-function-key";
    private const string Butlers = """
        butlerSchedule:
          - id: 2c9d0b1e-77aa-4c1b-9d5e-0f1a2b3c4d5e
            name: Weekday margin refresh
            cronSchedule: '15 5-19/2 * * 1-5'
            timezone: Europe/Copenhagen
            qlikSenseTaskId: 0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33
            startupState: started
            tags: [margin, weekdays]
            created: '2031-01-09T10:20:30.400Z'
            lastKnownState: started
          - id: quarterly
            name: "Quarter ${x} \"end\""
            cronSchedule: 0 6 1 */3 *
            timezone: UTC
            qlikSenseTaskId: 0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33
            startupState: stop
            lastKnownState: started
          - id: yearly
            name: Weekday margin refresh
            cronSchedule: 0 6 1 3 *
            timezone: UTC
            qlikSenseTaskId: 0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33
            startupState: start
          - { id: sunday, name: Sunday, startupState: start,
              cronSchedule: 0 6 * * 7, timezone: UTC, qlikSenseTaskId: 0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33 }

        """;

    private const string Section = """
        schedules:
          - name: "Weekday margin refresh"
            cron: "15 5-19/2 * * 1-5"
            timeZone: "Europe/Copenhagen"
            task: 0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33
            comment: "Tags in Butler: margin, weekdays"
          - name: "Quarter $${x} \"end\""
            cron: "0 6 1 */3 *"
            timeZone: "UTC"
            task: 0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33
            enabled: false
          - name: "Weekday margin refresh (2)"
            cron: "0 6 1 4 *"
            timeZone: "UTC"
            task: 0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33
          - name: "Sunday"
            cron: "0 6 * * 7"
            timeZone: "UTC"
            task: 0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33

        """;

    private readonly HttpSink sink = new();
    private readonly string file = Path.GetTempFileName();

    public void Dispose()
    {
        sink.Dispose();
        File.Delete(file);
    }

    [Fact]
    public async Task The_section_goes_to_the_output_and_what_changes_to_the_other()
    {
        var (exitCode, output, error) = await RunAsync(Butlers, "--butler-zone", "UTC");
        (exitCode, output).ShouldBe((0, Section.ReplaceLineEndings("\n")));
        Lines(error).ShouldBe(
        [
            "Name | Cron in Butler | Cron here | Time zone | Next in Butler (UTC) | Next here (UTC) | Changes",
            "Weekday margin refresh | 15 5-19/2 * * 1-5 | 15 5-19/2 * * 1-5 | Europe/Copenhagen | 2031-03-14 05:15:00 | 2031-03-14 "
                + "04:15:00 | yes",
            "Quarter ${x} \"end\" | 0 6 1 */3 * | 0 6 1 */3 * | UTC | stopped | stopped | yes",
            "Weekday margin refresh (2) | 0 6 1 3 * | 0 6 1 4 * | UTC | 2031-04-01 06:00:00 | 2031-04-01 06:00:00 | yes",
            "Sunday | 0 6 * * 7 | 0 6 * * 7 | UTC | never | 2031-03-16 06:00:00 | yes",
            "warning: Weekday margin refresh: Butler does not use the time zone Europe/Copenhagen, but that of its machine (UTC). Here "
                + "the next start is at 2031-03-14 04:15:00 instead of 2031-03-14 05:15:00 UTC.",
            "warning: Quarter ${x} \"end\": Its last known state is started, but Butler begins with startupState, and so does the "
                + "import.",
            "warning: Weekday margin refresh (2): The name is used twice, or is not possible here; it becomes \"Weekday margin refresh "
                + "(2)\".",
            "warning: Weekday margin refresh (2): Butler counts months from 0 for January, so \"0 6 1 3 *\" is written as \"0 6 1 4 *\". "
                + "If the file was meant as crontab has it, write the months as they were.",
            "warning: Sunday: Butler refuses \"7\" in \"0 6 * * 7\" and never started it. Here it is valid, and starts.",
        ]);
    }

    [Fact]
    public void The_section_is_read_by_the_app() => YamlFile.Read(
        "butler.yaml", $"channels: {{}}\nroutes: []\n{Section}", AllChannels.Yaml().Type, _ => null)
        .Schedules.Select(schedule => (schedule.Name, schedule.Enabled)).ShouldBe(
        [
            ("Weekday margin refresh", true), ("Quarter ${x} \"end\"", false), ("Weekday margin refresh (2)", true), ("Sunday", true),
        ]);

    [Fact]
    public async Task The_section_goes_to_a_file()
    {
        var target = file + ".yaml";
        var (exitCode, output, error) = await RunAsync(Butlers, "--butler-zone", "UTC", "--output", target, "--site", "north");
        (exitCode, error).ShouldBe((0, ""));
        Lines(output)[^1].ShouldBe($"4 of 4 schedules were written to {target}.");
        (await File.ReadAllTextAsync(target)).ShouldStartWith(
            "schedules:\n  - name: \"Weekday margin refresh\"\n    cron: \"15 5-19/2 * * 1-5\"\n    timeZone: \"Europe/Copenhagen\"\n"
                + "    task: 0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33\n    site: \"north\"\n");
        File.Delete(target);
    }

    [Fact]
    public async Task They_are_created_in_a_running_app_and_those_that_are_there_are_left_alone()
    {
        sink.Answer = request =>
        {
            var isKnown = request.Body.Contains("Sunday", StringComparison.Ordinal);
            sink.Body = isKnown ? """{ "detail": "There is a schedule with this id." }""" : """
                { "id": "x", "name": "x", "cronSchedule": "", "timezone": "", "startupState": "", "tags": [], "lastKnownState": "",
                  "source": "api", "site": "", "missed": "" }
                """;
            return isKnown ? 409 : 201;
        };
        var (exitCode, output, error) = await RunAsync(
            Butlers, "--butler-zone", "UTC", "--to", sink.Url.GetLeftPart(UriPartial.Authority) + "/api/");
        (exitCode, error).ShouldBe((0, ""));
        Lines(output)[^2..].ShouldBe(["Sunday is there already; it was not changed.", "3 of 4 schedules were created."]);
        sink.Requests.Select(request => request.PathAndQuery).ShouldBe(Enumerable.Repeat("/api/v4/schedules", 4));
        sink.Requests[0].Headers["x-functions-key"].ShouldBe(Key);
        sink.Requests[0].Body.ShouldBe("""
            {"id":"2c9d0b1e-77aa-4c1b-9d5e-0f1a2b3c4d5e","name":"Weekday margin refresh","cronSchedule":"15 5-19/2 * * 1-5",
            "timezone":"Europe/Copenhagen","qlikSenseTaskId":"0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33","startupState":"started",
            "tags":["margin","weekdays"]}
            """.ReplaceLineEndings(""));
        var again = await RunAsync(Butlers, "--butler-zone", "UTC", "--to", sink.Url.GetLeftPart(UriPartial.Authority));
        again.ExitCode.ShouldBe(0);
        sink.Requests.Skip(4).Select(Id).ShouldBe(sink.Requests.Take(4).Select(Id));

        static string? Id(SinkRequest request) => JsonDocument.Parse(request.Body).RootElement.GetProperty("id").GetString();
    }

    [Theory]
    [InlineData(
        "cronSchedule: 0 6 * * 7", "cronSchedule: '*/5 * * * * *'",
        "The cron text \"*/5 * * * * *\" is due more often than every 10")]
    [InlineData(
        "cronSchedule: 0 6 * * 7, timezone: UTC", "cronSchedule: 0 6 * * 7, timezone: CEST2",
        "The time zone \"CEST2\" is unknown.")]
    [InlineData("7, timezone: UTC, qlikSenseTaskId: 0d7c", "7, timezone: UTC, qlikSenseTaskId: x0d7c", "The task \"x0d7c")]
    public async Task One_that_cannot_be_imported_is_told_and_the_others_are(string before, string after, string fault)
    {
        Butlers.ShouldContain(before);
        var (exitCode, output, error) = await RunAsync(Butlers.Replace(before, after, StringComparison.Ordinal), "--butler-zone", "UTC");
        exitCode.ShouldBe(1);
        output.ShouldContain("Weekday margin refresh (2)");
        output.ShouldNotContain("Sunday");
        Lines(error)[^1].ShouldStartWith("error: Sunday (line 24) is not imported: " + fault);
    }

    [Theory]
    [InlineData("butlerSchedules: []", "butlerSchedules: is not a key that is known here (known: butlerSchedule)")]
    [InlineData("butlerSchedule: [{ id: a }]", "butlerSchedule[0]: lacks the key \"name\"")]
    public async Task A_file_of_another_kind_is_refused_with_its_line(string text, string fault)
    {
        var (exitCode, output, error) = await RunAsync(text);
        (exitCode, output).ShouldBe((2, ""));
        error.ShouldStartWith("butler schedules import: ");
        error.ShouldContain(fault);
    }

    [Fact]
    public async Task Arguments_that_make_no_sense_are_refused()
    {
        (await RunAsync(Butlers, "--butler-zone", "CEST2")).ShouldBe(
            (2, "", "butler schedules import: --butler-zone 'CEST2' is not a time zone: expected one like Europe/Stockholm"
                + Environment.NewLine));
        (await RunAsync(Butlers, "--to", "here")).Error.ShouldBe(
            "butler schedules import: --to 'here' is not an address: expected one like https://NAME.azurewebsites.net"
                + Environment.NewLine);
        SchedulesCommand.Create().Parse(["import", file, "--to", "http://x", "--output", "y"]).Errors.ShouldHaveSingleItem().Message
            .ShouldBe("--output and --to exclude each other: write a file, or create the schedules in a running app");
    }

    private static List<string> Lines(string text) =>
    [
        .. text.Split('\n').Select(line => string.Join(
            " | ", line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
            .Where(line => line.Any(char.IsLetter)),
    ];

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string text, params string[] arguments)
    {
        await File.WriteAllTextAsync(file, text, Encoding.UTF8);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await SchedulesCommand.Create(name => name == "BUTLER_KEY" ? Key : null, new FakeTime())
            .Parse(["import", file, .. arguments])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (exitCode, output.ToString(), error.ToString());
    }
}
