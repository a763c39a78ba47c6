using Butler.RelayAgent;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Hosting;
using Butler.RelayAgent.Setup;

const string Usage = """
    butler-relay takes Qlik Sense's log events by UDP and forwards them to Azure Service Bus.

    Usage: butler-relay [run]           take events and forward them
           butler-relay check [--send]  check all that it needs, and say what to mend; with --send, send a test event all the way
           butler-relay check-config    check the configuration, start nothing
           butler-relay install         run it as a service of this machine, from now on; or upgrade the one that runs
           butler-relay uninstall       stop the service and take it away
           butler-relay status          whether it runs, and what it has counted
           butler-relay services        the Windows services that its monitor sees
           butler-relay send            send a test event to its port
           butler-relay --version       the version of this program

    Settings are read from the file that --config FILE or BUTLER_RELAY_CONFIG names, or from relay.yaml beside the program.
    """;

var at = Array.IndexOf(args, "--config");
var file = at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
string[] words = file is null ? args : [.. args[..at], .. args[(at + 2)..]];
var variables = EnvironmentFile.Under(name =>
    name == RelayConfiguration.ConfigPathVariable && file is not null ? file : Environment.GetEnvironmentVariable(name));
var time = TimeProvider.System;
var (output, errors) = (Console.Out, Console.Error);

switch (words)
{
    case [] or ["run"]:
        return await RunCommand.RunAsync(variables, output, errors);
    case ["service"] when OperatingSystem.IsWindows(): // the argument in the service's command line, from "install"
        return WindowsServiceLifetime.Run(addLifetime => RunCommand.RunAsync(variables, output, errors, addLifetime), errors);
    case ["check"] or ["check", "--send"]:
        return await CheckMachineCommand.RunAsync(variables, words.Length > 1, time, output);
    case ["check-config"]:
        return await CheckConfigCommand.RunAsync(variables, output, errors);
    case ["install", .. var options]:
        return await InstallCommand.InstallAsync(options, variables, output, errors);
    case ["uninstall", .. var options]:
        return await InstallCommand.UninstallAsync(options, variables, output, errors);
    case ["status"]:
        return await StatusCommand.RunAsync(variables, time, output, errors);
    case ["services"]:
        return await ServicesCommand.RunAsync(variables, time, output, errors);
    case ["send"]:
        return await SendTestCommand.RunAsync(variables, time, output, errors);
    case ["--version"]:
        output.WriteLine(RelayStatus.Version);
        return 0;
    case ["--help" or "-h" or "-?" or "help"]:
        output.WriteLine(Usage);
        return 0;
    default:
        errors.WriteLine(Usage);
        return 2;
}
