using Butler.RelayAgent.Service;

const string Usage = """
    butler-relay takes Qlik Sense's log events by UDP and forwards them to Azure Service Bus.

    Usage: butler-relay [run]           take events and forward them
           butler-relay check-config    check the configuration, start nothing

    Settings are read from the file that BUTLER_RELAY_CONFIG names, or from relay.yaml beside the program.
    """;

switch (args)
{
    case [] or ["run"]:
        return await RunCommand.RunAsync(Environment.GetEnvironmentVariable, Console.Out, Console.Error);
    case ["check-config"]:
        return await CheckConfigCommand.RunAsync(Environment.GetEnvironmentVariable, Console.Out, Console.Error);
    case ["--help" or "-h" or "-?" or "help"]:
        Console.Out.WriteLine(Usage);
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
