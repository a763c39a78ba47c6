using System.CommandLine;
using Butler.Cli.CommandLine;
using Butler.Cli.RunningApp;
using Butler.Cli.Up.Output;

namespace Butler.Cli.Up;

/// <summary><c>butler up</c>: the whole system on this machine.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var config = new Option<FileInfo>("--config") { Description = "The function app's butler.yaml; without it alerts are shown here." };
        var relayConfig = new Option<FileInfo>("--relay-config") { Description = "The relay's relay.yaml." };
        var package = new Option<FileInfo>("--package")
        {
            Description = "Run the function app of this package, butler-functions-VERSION.zip, instead of the one that is built.",
        };
        var relayPackage = new Option<FileInfo>("--relay-package")
        {
            Description = "Run the relay of this package, butler-relay-VERSION-PLATFORM.tar.gz or .zip.",
        };
        var http = Port("--http", 7071, "The port of the HTTP functions");
        var udp = Port("--udp", 9998, "The port for Sense's datagrams");
        var serviceBus = Port("--servicebus", 5380, "The port of the Service Bus emulator");
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "The directory for queues, tables, the relay's journal and keys.",
            DefaultValueFactory = _ => new DirectoryInfo(RunningUp.DefaultDirectory),
        };
        var noSimulator = new Option<bool>("--no-simulator")
        {
            Description = "Do not start the simulated Sense and Qlik Cloud; the relay uses --relay-config, or no repository.",
        };
        var requireKeys = new Option<bool>("--require-keys") { Description = "Require function keys as in Azure." };
        var noDemo = new Option<bool>("--no-demo")
        {
            Description = "Turns off the demonstration: without --config, one task of the simulated site fails shortly after the start.",
        };
        var logLevel = new Option<string>("--log-level")
        {
            Description = $"The minimum log level: {string.Join(", ", UpOptions.LogLevels.Keys)}.",
            DefaultValueFactory = _ => "info",
        };
        logLevel.AcceptOnlyFromAmong([.. UpOptions.LogLevels.Keys]);
        config.MustExist();
        relayConfig.MustExist();
        package.MustExist();
        relayPackage.MustExist();

        var command = new Command("up", "Run the whole system on this machine.")
        {
            config, relayConfig, package, relayPackage, http, udp, serviceBus, data, noSimulator, noDemo, requireKeys, logLevel,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new UpOptions
            {
                Config = parsed.GetValue(config)?.FullName,
                RelayConfig = parsed.GetValue(relayConfig)?.FullName,
                Package = parsed.GetValue(package)?.FullName,
                RelayPackage = parsed.GetValue(relayPackage)?.FullName,
                HttpPort = parsed.GetValue(http),
                UdpPort = parsed.GetValue(udp),
                ServiceBusPort = parsed.GetValue(serviceBus),
                DataDirectory = parsed.GetValue(data)!.FullName,
                Simulator = !parsed.GetValue(noSimulator),
                RequireKeys = parsed.GetValue(requireKeys),
                Demo = !parsed.GetValue(noDemo),
                LogLevel = parsed.GetValue(logLevel)!,
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(UpOptions options, CancellationToken cancellationToken)
    {
        using var signals = new StopSignals();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(signals.Stopped, cancellationToken);
        var state = new UpState();
        await using var output = UpOutput.ForThisTerminal(state, UpOptions.LogLevels[options.LogLevel]);
        await using var stack = new UpStack(options, state, output, TimeProvider.System);
        try
        {
            output.Announce(await stack.StartAsync(stopping.Token));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            if (state.Totals().ToString() is { Length: > 0 } totals)
            {
                output.Line("up", LogLevel.Information, $"since the start: {totals}");
            }

            output.Line("up", LogLevel.Information, "stopping");
        }
        catch (RefusedCommandException e)
        {
            await stack.DisposeAsync();
            await output.DisposeAsync();
            await Console.Error.WriteLineAsync($"butler up: {e.Message}");
            return ExitCodes.Refused;
        }

        return ExitCodes.Success;
    }

    private static Option<int> Port(string name, int port, string description)
    {
        var option = new Option<int>(name)
        {
            Description = $"{description}, on 127.0.0.1; 0 for any free port.",
            DefaultValueFactory = _ => port,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!ushort.TryParse(token.Value, out _)))
            {
                result.AddError($"{name}: a port from 0 to 65535 was expected, not '{token.Value}'.");
            }
        });
        return option;
    }
}
