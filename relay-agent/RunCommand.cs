using System.Net.Sockets;
using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Hosting;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Udp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent;

/// <summary><c>butler-relay run</c>: from the configuration to the exit code.</summary>
internal static partial class RunCommand
{
    private const int Ok = 0;
    private const int Failed = 1;
    private const int CannotStart = 2;

    /// <summary>Runs the relay until SIGTERM, Ctrl-C, the parent's death or the service manager ends it.</summary>
    /// <param name="environment">Reads a variable.</param>
    /// <param name="output">Receives the listening address.</param>
    /// <param name="errors">Receives the reason when the relay cannot start.</param>
    /// <param name="addLifetime">Adds the lifetime of a Windows service; null when the relay is not one.</param>
    public static async Task<int> RunAsync(
        Func<string, string?> environment, TextWriter output, TextWriter errors, Action<IServiceCollection>? addLifetime = null)
    {
        try
        {
            var options = RelayConfiguration.Read(environment, out var warnings);
            var builder = RelayBuilder.Create(options, environment);
            addLifetime?.Invoke(builder.Services);
            var host = builder.Build();
            await using var disposing = (IAsyncDisposable)host;
            foreach (var warning in warnings)
            {
                Log.Suspicious(LoggerOf(host), warning);
            }

            using var signals = addLifetime is null ? StartupSignals.Register(host) : null;
            await output.WriteLineAsync($"butler-relay is listening on udp={Listen(host)}");
            await output.FlushAsync();
            return await RunAsync(host);
        }
        catch (ConfigurationException faulty)
        {
            return await ReportAsync(errors, faulty.Message);
        }
        catch (IOException problem)
        {
            return await ReportAsync(errors, problem.Message);
        }
        catch (SocketException problem) when (problem.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return await ReportAsync(errors, "The UDP port is taken by another program; set udp.listen or BUTLER_RELAY_UDP to a free one.");
        }
        catch (SocketException problem)
        {
            return await ReportAsync(errors, $"The UDP address cannot be listened on: {problem.Message}");
        }
    }

    /// <summary>
    /// Locks the journal's directory and binds the port. Datagrams wait in memory until the journal is open; everything else starts later.
    /// </summary>
    /// <exception cref="IOException">The journal's directory cannot be used.</exception>
    /// <exception cref="SocketException">The port cannot be used.</exception>
    /// <returns>The listening address.</returns>
    internal static ListenAddress Listen(IHost host)
    {
        host.Services.GetRequiredService<JournalDirectory>();
        var listener = host.Services.GetRequiredService<UdpListener>();
        listener.Start();
        return listener.Address;
    }

    /// <summary>Runs the host until the relay stops, or a part has failed permanently.</summary>
    /// <returns>0 after a regular stop, 1 when a part has failed.</returns>
    internal static async Task<int> RunAsync(IHost host)
    {
        var application = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var failure = host.Services.GetRequiredService<RelayFailure>();
        try
        {
            await host.StartAsync();
            await host.WaitForShutdownAsync();
            failure.ThrowIfSet();
            return Ok;
        }
        catch (OperationCanceledException) when (application.ApplicationStopping.IsCancellationRequested)
        {
            await host.StopAsync(); // stopped during the start
            return Ok;
        }
        catch (IOException problem)
        {
            Log.NotOpened(LoggerOf(host), problem);
            return Failed;
        }
        catch (Exception problem)
        {
            // Not 0, so that the service manager starts the relay again.
            Log.Failed(LoggerOf(host), problem);
            return Failed;
        }
    }

    private static ILogger LoggerOf(IHost host) => host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RunCommand));

    private static async Task<int> ReportAsync(TextWriter errors, string problem)
    {
        await errors.WriteLineAsync(problem);
        return CannotStart;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "The journal cannot be opened; the relay stops")]
        public static partial void NotOpened(ILogger logger, Exception failure);

        [LoggerMessage(
            2, LogLevel.Critical,
            "The relay ends with an error, so that the service manager starts it again; the journal is kept")]
        public static partial void Failed(ILogger logger, Exception failure);

        [LoggerMessage(3, LogLevel.Warning, "{Warning}")]
        public static partial void Suspicious(ILogger logger, ConfigurationFault warning);
    }
}
