using Butler.RelayAgent.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Udp;

/// <summary>
/// Runs the threads between the socket and the disk. They start before everything else and stop last. The listener stops first, so that all
/// received datagrams are written to disk.
/// </summary>
internal sealed partial class IngestService(
    UdpListener listener, JournalDirectory directory, DatagramJournal journal, JournalWriter writer, JournalSyncer syncer,
    ILogger<IngestService> logger)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Log.Opened(logger, directory.Path, journal.Waiting);
        writer.Start();
        syncer.Start();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        listener.BeginStop();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        listener.Stop();
        writer.Stop();
        syncer.Stop();
        Log.Stopped(logger, journal.Waiting);
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The journal in {Directory} is open; {Waiting} datagrams wait in it")]
        public static partial void Opened(ILogger logger, string directory, long waiting);

        [LoggerMessage(2, LogLevel.Information, "The relay has stopped; {Waiting} datagrams wait in the journal for the next start")]
        public static partial void Stopped(ILogger logger, long waiting);
    }
}
