using System.CommandLine;
using Butler.Cli.Check;
using Butler.Cli.Cloud;
using Butler.Cli.CommandLine;
using Butler.Cli.Deliveries;
using Butler.Cli.Migrate;
using Butler.Cli.Preview;
using Butler.Cli.Programs;
using Butler.Cli.RelayKey;
using Butler.Cli.Schedules;
using Butler.Cli.Send;
using Butler.Cli.TestFire;
using Butler.Cli.Up;

if (RunProgram.IsAsked(args))
{
    return RunProgram.Run(args);
}

var root = new RootCommand("Butler for Qlik Sense: alerts, tasks and schedules, on Azure or on this machine.")
{
    UpCommand.Create(), SendCommand.Create(), CheckCommand.Create(), DeliveriesCommand.Create(), PreviewCommand.Create(),
    TestFireCommand.Create(), CloudCommand.Create(),
    SchedulesCommand.Create(), MigrateCommand.Create(), RelayKeyCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync($"butler: {error.Message}");
    }

    return ExitCodes.Refused;
}

// Long-running commands handle the stop themselves, and take the time that they need.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
