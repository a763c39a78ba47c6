using System.Globalization;
using System.Net;
using Butler.Cli.CommandLine;
using Butler.Cli.Up.Output;
using Butler.Core.Commands;
using Butler.Local.Azurite;
using Butler.Local.FunctionsHost;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Http;
using Butler.Local.Processes;
using Butler.Local.QlikCloud;
using Butler.Local.QlikCloud.Tenants;
using Butler.Local.Sense;
using Butler.Local.ServiceBus;

namespace Butler.Cli.Up;

/// <summary>All parts of the system on one machine, started in the order of their dependencies and stopped in reverse.</summary>
internal sealed class UpStack(UpOptions options, UpState state, IUpOutput output, TimeProvider time) : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> started = new();
    private LocalFunctionsHost? host;
    private readonly ILoggerFactory loggers = LoggerFactory.Create(logging => logging
        .AddProvider(new UpLoggerProvider(output))
        .SetMinimumLevel(output.Least)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Grpc", LogLevel.Warning)
        .AddFilter("Yarp", LogLevel.Warning));

    /// <summary>Starts all parts; returns the line with the addresses.</summary>
    /// <exception cref="RefusedCommandException">A requirement is missing, in use or faulty.</exception>
    public async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await StartPartsAsync(cancellationToken)).ToString();
        }
        catch (Exception e) when (e is ChildStartException or AppRootException or IOException)
        {
            throw new RefusedCommandException(e.Message, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        host?.ExpectEnd(); // the relay stops first, and takes its time
        while (started.TryPop(out var part))
        {
            await part.DisposeAsync();
        }

        loggers.Dispose();
    }

    private async Task<UpAddresses> StartPartsAsync(CancellationToken cancellationToken)
    {
        var data = Own(new Owned<DataDirectory>(DataDirectory.Open(options.DataDirectory))).Value;
        var ports = UpPorts.Choose(options);
        var binaries = UpBinaries.Of(options, data);
        var simulator = options.Simulator ? await StartSimulatorAsync(ports.Udp, data, cancellationToken) : null;
        var cloud = options.Simulator ? await StartCloudAsync(cancellationToken) : null;
        var cloudSettings = new CloudSettings(data, Environment.GetEnvironmentVariable);
        var given = FunctionApp.GivenConfiguration(options);
        var ownConfiguration = given is null && cloud is not null ? DefaultConfiguration.Write(binaries.Functions, data) : null;
        var addresses = new UpAddresses(
            Loopback(ports.Http),
            string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{ports.Udp}"),
            Loopback(ports.ServiceBus),
            Loopback(ports.Tables),
            simulator?.QrsUrl.ToString().TrimEnd('/'),
            cloud is null ? null : new CloudAddress(
                cloud.Address.AbsoluteUri,
                ownConfiguration is null ? null : DefaultConfiguration.Tenant,
                cloudSettings.SecretFile));
        var relayFile = RelayAgent.ConfigurationFile(
            options.RelayConfig, data, withSense: simulator is not null, withMonitors: options.Demo && given is null);
        var (siteName, relayName) = RelayName.Read(relayFile);
        var masterText = data.Key("master");
        if (MasterKey.TryRead(masterText, out var master) is { } problem)
        {
            throw new RefusedCommandException($"the master key in {data.PathOf("master.key")} {problem}, or delete the file");
        }

        var emulator = await StartEmulatorAsync(ports.ServiceBus, data, relayName, cancellationToken);
        var totals = new TotalsReader(data);
        state.Totals = totals.Read;
        var storage = AzuriteTables.ConnectionString(ports.Tables) + AzuriteBlobs.Endpoint(ports.Blobs);
        var settings = FunctionApp.Settings(
            options, given ?? ownConfiguration, emulator.ConnectionString, storage, addresses.Http, masterText, totals.Deliveries,
            cloud is null ? new Dictionary<string, string>() : cloudSettings.Of(cloud));
        var relayEnvironment = RelayAgent.Environment(
            relayFile, emulator.ConnectionString, master!.ForRelay(siteName, relayName), ports, data, simulator,
            options.LogLevel == "info" ? null : options.LogLevel);
        await ConfigurationCheck.RunAsync(binaries, settings, relayEnvironment, cancellationToken);

        var file = Own(new UpFile(data.UpFile, addresses, state));
        var azurite = await new AzuriteInstallation(PartLogger(AzuriteTables.PartName), data.Root).EnsureAsync(cancellationToken);
        await Task.WhenAll(
            SuperviseAsync(AzuriteTables.Part(azurite, ports.Tables, data.Tables), cancellationToken),
            SuperviseAsync(AzuriteBlobs.Part(azurite, ports.Blobs, data.Blobs), cancellationToken));
        await StartHostAsync(emulator, data, binaries.Functions, settings, ports.Http, cancellationToken);
        await SuperviseAsync(RelayAgent.Part(binaries.Relay, relayEnvironment), cancellationToken);
        state.Changed += file.Write;
        file.Write();
        if (simulator is not null && options.Demo && given is null)
        {
            Own(DemoRun.Start(simulator, output, time));
        }

        return addresses;
    }

    private async Task<SenseSimulator> StartSimulatorAsync(int relayUdp, DataDirectory data, CancellationToken cancellationToken)
    {
        var where = new SimulatorOptions { Directory = data.Sense, RelayUdp = new IPEndPoint(IPAddress.Loopback, relayUdp) };
        var simulator = Own(await SenseSimulator.StartAsync(where, time, loggers, cancellationToken));
        ShowRunning("sense");
        output.Line(
            "sense", LogLevel.Information,
            $"a simulated site at {simulator.QrsUrl.GetLeftPart(UriPartial.Authority)}; docs/monitors.md says how to change it");
        return simulator;
    }

    private async Task<QlikCloudSimulator> StartCloudAsync(CancellationToken cancellationToken)
    {
        // The function app, whose webhook is called, is on this machine.
        var behaviour = new TenantBehaviour { AllowLoopbackWebhooks = true };
        var cloud = Own(await QlikCloudSimulator.StartAsync(port: 0, behaviour, time, loggers, cancellationToken));
        ShowRunning("qlikcloud");
        return cloud;
    }

    private async Task<ServiceBusEmulator> StartEmulatorAsync(
        int port, DataDirectory data, string relay, CancellationToken cancellationToken)
    {
        var queues = new EmulatorOptions { Port = port, DataDirectory = data.ServiceBus, Queues = DesignQueues.For(relay) };
        var emulator = Own(await ServiceBusEmulator.StartAsync(queues, time, loggers, cancellationToken));
        state.Queues = emulator.Snapshot;
        ShowRunning("servicebus");
        output.Line("servicebus", LogLevel.Information, $"AMQP over TCP and WebSockets: {emulator.ConnectionString}");
        return emulator;
    }

    private async Task StartHostAsync(
        ServiceBusEmulator emulator, DataDirectory data, string program, IReadOnlyDictionary<string, string> settings, int port,
        CancellationToken cancellationToken)
    {
        host = Own(await LocalFunctionsHost.StartAsync(
            new FunctionsHostOptions
            {
                AppSettings = settings,
                DataDirectory = data.Root,
                WorkerPath = program,
                Port = port,
                RequireKeys = options.RequireKeys,
            },
            emulator.Broker,
            time,
            loggers,
            cancellationToken));
        host.AppChanged += ShowApp;
        ShowApp();
        if (options.RequireKeys)
        {
            output.Line("up", LogLevel.Information, $"function keys are required; they are in {HostKeys.PathIn(data.Root)}");
        }
    }

    private void ShowApp()
    {
        var (app, processId, restarts) = host!.App;
        state.Set(new PartStatus("functions", app.ToString().ToLowerInvariant(), processId, restarts));
    }

    // These parts run in this process, so there is no process to restart.
    private void ShowRunning(string part) => state.Set(new PartStatus(part, "running", ProcessId: null, Restarts: 0));

    private Task SuperviseAsync(SupervisedPart part, CancellationToken cancellationToken)
    {
        var process = Own(new SupervisedProcess(part, PartLogger(part.Name), time));
        process.Changed += state.Set;
        return process.StartAsync(cancellationToken);
    }

    private ILogger PartLogger(string part) => loggers.CreateLogger(UpLoggerProvider.CategoryOf(part));

    private T Own<T>(T part)
        where T : IAsyncDisposable
    {
        started.Push(part);
        return part;
    }

    private static string Loopback(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    private sealed class Owned<T>(T value) : IAsyncDisposable
        where T : IDisposable
    {
        public T Value => value;

        public ValueTask DisposeAsync()
        {
            value.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
