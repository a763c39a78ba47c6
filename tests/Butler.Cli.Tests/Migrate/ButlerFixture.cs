using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Butler.Cli.Migrate;
using Butler.Tests;

namespace Butler.Cli.Tests.Migrate;

/// <summary>A folder as Butler has it: its configuration, schedules, templates, and a certificate of an authority.</summary>
internal sealed partial class ButlerFixture : IDisposable
{
    private const string Schedules = """
        butlerSchedule:
          - id: 2c9d0b1e-77aa-4c1b-9d5e-0f1a2b3c4d5e
            name: Margin
            cronSchedule: '15 5-19/2 * * 1-5'
            timezone: UTC
            qlikSenseTaskId: 0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33
            startupState: started
        """;

    private static readonly FakeTime Time = new(new DateTimeOffset(2031, 3, 14, 4, 0, 0, TimeSpan.Zero));

    public ButlerFixture()
    {
        Write("slack/failed.handlebars", """{ "text": "{{taskName}}" }""");
        Write("mails/task.handlebars", "<p>{{taskName}}</p>{{> foot}}");
        Write("mails/partials/foot.handlebars", "<i>{{hostName}}</i>");
        Write("schedule.yaml", Schedules);
        using var key = ECDsa.Create();
        var request = new CertificateRequest("CN=hooks", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        Write("certs/hooks.pem", certificate.ExportCertificatePem());
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("butler-migrate-").FullName;

    public string Out => Path.Combine(Folder, "out");

    public string File => Path.Combine(Folder, "production.yaml");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>The file with every feature on, as Butler of a version has it.</summary>
    public static string EveryFeature(int version) => string.Join('\n', System.IO.File
        .ReadAllLines(Repository.PathOf("tests/Butler.Cli.Tests/Migrate/Data/every-feature.yaml"))
        .Select(line => (Line: line, Mark: Mark().Match(line)))
        .Where(line => !line.Mark.Success || Has(line.Mark, version))
        .Select(line => line.Mark.Success ? line.Line[..line.Mark.Index] : line.Line));

    public void Write(string path, string text)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        System.IO.File.WriteAllText(full, text);
    }

    public string Read(string path) => System.IO.File.ReadAllText(Path.Combine(Out, path));

    /// <summary>Runs <c>butler migrate</c> on the text, with the clock in UTC.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(string? text, params string[] arguments)
    {
        if (text is not null)
        {
            System.IO.File.WriteAllText(File, text);
        }

        return await RunAsync([File, "--out", Out, "--butler-zone", "UTC", .. arguments]);
    }

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await MigrateCommand.Create(Time, () => (Program("butler-functions"), Program("butler-relay")))
            .Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }

    private static string Program(string name) =>
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{name}.exe" : name);

    private static bool Has(Match mark, int version)
    {
        var limit = int.Parse(mark.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        return mark.Groups[1].Value == "+" ? version >= limit : version <= limit;
    }

    [GeneratedRegex(@"\s*#([+-])([0-9]+)$")]
    private static partial Regex Mark();
}
