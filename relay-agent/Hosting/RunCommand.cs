using System.Net.Sockets;
using System.Runtime.InteropServices;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Logging;
using Butler.RelayAgent.Secrets;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Hosting;

/// <summary><c>butler-relay run</c>: from the configuration to the exit code.</summary>
internal static partial class RunCommand
{
    private const int Ok = 0;
    private const int Failed = 1;
    private const int CannotStart = 2;

    /// <summary>Runs the relay until SIGTERM, Ctrl-C, the parent's death or its supervisor's word.</summary>
    public static async Task<int> RunAsync(
        Func<string, string?> environment,
        TextWriter output,
        TextWriter errors,
        ISupervisor? supervisor = null,
        CancellationToken stopping = default)
    {
        var time = TimeProvider.System;
        try
        {
            var options = RelayConfiguration.Read(environment, time, out var warnings);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using var logs = RelayLogging.Create(options.Log, new Redaction(options.ScriptLog.Redact));
            foreach (var warning in warnings)
            {
                Log.Suspicious(logs.CreateLogger<RelayHost>(), warning);
            }

            using var relay = new RelayHost(options, new ServiceBusRestClient(options.ServiceBus.Connection, retries: 0, proxy: options.Proxy?.Create()), time, new Random(), logs);
            await output.WriteLineAsync($"butler-relay is listening on udp={relay.Address}");
            await output.FlushAsync(stop.Token);
            supervisor ??= SystemdSupervisor.Find(environment, logs.CreateLogger<SystemdSupervisor>());
            supervisor ??= new Unsupervised();
            supervisor.Ready($"Listening on udp={relay.Address}");
            using var told = stop.Token.Register(supervisor.Stopping);
            var run = RunAsync(relay, supervisor, logs, stop.Token);
            var orphaned = ParentWatch.WaitAsync(environment(ParentWatch.Variable), time, stop.Token);
            await Task.WhenAny(run, orphaned);
            await stop.CancelAsync();
            return await run;

            void Stop(PosixSignalContext signal)
            {
                signal.Cancel = true;
                stop.Cancel();
            }
        }
        catch (ConfigurationException faulty)
        {
            return await TellAsync(errors, faulty.Message);
        }
        catch (IOException problem)
        {
            return await TellAsync(errors, problem.Message);
        }
        catch (SocketException problem) when (problem.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return await TellAsync(errors, "The UDP port is taken by another program; set udp.listen or BUTLER_RELAY_UDP to a free one.");
        }
        catch (SocketException problem)
        {
            return await TellAsync(errors, $"The UDP address cannot be listened on: {problem.Message}");
        }
    }

    /// <returns>0 when it was told to stop, 1 when a part of it has failed.</returns>
    internal static async Task<int> RunAsync(RelayHost relay, ISupervisor supervisor, ILoggerFactory logs, CancellationToken stopping)
    {
        try
        {
            await relay.RunAsync(supervisor, stopping);
            return Ok;
        }
        catch (IOException failure)
        {
            Log.NotOpened(logs.CreateLogger<RelayHost>(), failure);
            return Failed;
        }
        catch (Exception failure)
        {
            // Not 0: only then does the service manager start it again.
            Log.Failed(logs.CreateLogger<RelayHost>(), failure);
            return Failed;
        }
    }

    private static async Task<int> TellAsync(TextWriter errors, string problem)
    {
        await errors.WriteLineAsync(problem);
        return CannotStart;
    }

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Warning, "{Warning}")]
        public static partial void Suspicious(ILogger logger, ConfigurationFault warning);

        [LoggerMessage(1, LogLevel.Critical, "The journal cannot be opened; the relay stops")]
        public static partial void NotOpened(ILogger logger, Exception failure);

        [LoggerMessage(2, LogLevel.Critical, "The relay ends with an error, so that the service manager starts it again; what is in the journal is kept")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}
