using System.CommandLine;
using Butler.Cli.CommandLine;
using Butler.Cli.RunningApp;
using Butler.Core.Configuration;
using Butler.Core.Time;

namespace Butler.Cli.Schedules;

/// <summary><c>butler schedules import</c>: takes over the schedules of Butler, the Node.js tool.</summary>
internal static class SchedulesCommand
{
    /// <summary>Some schedules could not be imported.</summary>
    private const int Incomplete = 1;

    public static Command Create() => Create(Environment.GetEnvironmentVariable, TimeProvider.System);

    /// <summary>Like <see cref="Create()"/>, with the given environment and clock.</summary>
    public static Command Create(Func<string, string?> environment, TimeProvider time) =>
        new("schedules", "Take over the schedules of Butler, the Node.js tool.") { Import(environment, time) };

    private static Command Import(Func<string, string?> environment, TimeProvider time)
    {
        var options = new ImportOptions();
        var command = new Command(
            "import", "Write the section schedules of butler.yaml from Butler's schedule file, or create the schedules in a running app.");
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                var zone = options.ZoneOf(parsed, time);
                var schedules = ImportedSchedule.Of(
                    await ButlerSchedule.ReadAsync(parsed.GetValue(options.File)!, cancellationToken), zone, time.GetUtcNow());
                var (good, site) = (schedules.Where(schedule => schedule.Fault is null).ToList(), parsed.GetValue(options.Site));
                var isPiped = parsed.GetValue(options.To) is null && parsed.GetValue(options.Output) is null;
                ImportReport.Write(isPiped ? error : output, schedules);
                if (parsed.GetValue(options.To) is { } address)
                {
                    using var app = ApiOptions.Open(
                        options.To.Name, address, parsed.GetValue(options.Key) ?? environment(ApiOptions.KeyVariable));
                    var (created, known) = await ScheduleUpload.SendAsync(app, good, site, cancellationToken);
                    foreach (var name in known)
                    {
                        await output.WriteLineAsync($"{name} is there already; it was not changed.");
                    }

                    await output.WriteLineAsync($"{created} of {schedules.Count} schedules were created.");
                }
                else if (parsed.GetValue(options.Output) is { } file)
                {
                    await File.WriteAllTextAsync(file, ScheduleSection.Of(good, site), cancellationToken);
                    await output.WriteLineAsync($"{good.Count} of {schedules.Count} schedules were written to {file}.");
                }
                else
                {
                    await output.WriteAsync(ScheduleSection.Of(good, site));
                }

                return good.Count == schedules.Count ? ExitCodes.Success : Incomplete;
            }
            catch (Exception e) when (e is ApiException or ConfigurationException or IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync($"butler schedules import: {e.Message}");
                return ExitCodes.Refused;
            }
        });
        return command;
    }

    /// <summary>What the command takes.</summary>
    private sealed class ImportOptions
    {
        public Argument<string> File { get; } = new("FILE") { Description = "Butler's schedule file, with the root key butlerSchedule." };

        public Option<string?> Output { get; } = new("--output")
        {
            Description = "The file for the section; without it, the section goes to the standard output.",
            HelpName = "file",
        };

        public Option<string?> To { get; } = new("--to")
        {
            Description = "Create the schedules in the app at this address instead, such as https://NAME.azurewebsites.net.",
            HelpName = "url",
        };

        public Option<string?> Key { get; } = new("--key")
        {
            Description = $"The function key for --to; better in the environment variable {ApiOptions.KeyVariable}.",
            HelpName = "key",
        };

        public Option<string?> Site { get; } = new("--site") { Description = "The Sense site of the schedules.", HelpName = "site" };

        public Option<string?> Zone { get; } = new("--butler-zone")
        {
            Description = "The time zone of the machine on which Butler runs; without it, that of this machine.",
            HelpName = "zone",
        };

        public void AddTo(Command command)
        {
            command.Add(File);
            foreach (var option in (Option[])[Output, To, Key, Site, Zone])
            {
                command.Add(option);
            }

            command.Validators.Add(result =>
            {
                if (result.GetValue(Output) is not null && result.GetValue(To) is not null)
                {
                    result.AddError("--output and --to exclude each other: write a file, or create the schedules in a running app");
                }
            });
        }

        /// <exception cref="ApiException">The time zone is unknown.</exception>
        public TimeZoneInfo ZoneOf(ParseResult parsed, TimeProvider time) => parsed.GetValue(Zone) is not { } name ? time.LocalTimeZone
            : TimeZoneNames.TryFind(name, out var zone) ? zone
            : throw new ApiException($"--butler-zone '{name}' is not a time zone: expected one like Europe/Stockholm");
    }
}
