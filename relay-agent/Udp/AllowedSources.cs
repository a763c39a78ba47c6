using System.Net;
using System.Net.Sockets;
using Butler.Core.Time;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;

namespace Butler.RelayAgent.Udp;

/// <summary>
/// The allowed senders. Names are looked up in parallel to the listener, at the start and every few minutes. If no name can be looked up,
/// all senders are refused. A name that can no longer be looked up keeps its addresses.
/// </summary>
internal sealed partial class AllowedSources(
    IReadOnlyList<SourceRule> rules, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider time,
    ILogger<AllowedSources> logger) : ILoop
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ResiliencePipeline lookUpLimit = Resilience.TimeLimit(Patience, time);
    private readonly Dictionary<string, AddressRange[]> resolved = [];
    private AddressRange[] ranges = [.. rules.Where(rule => rule.Network is not null).Select(rule => rule.Network!.Value)];

    public LoopProgress Progress { get; } = new("look-up of udp.allowedSources", time);

    /// <summary>Whether names have to be looked up.</summary>
    public bool HasNames => rules.Any(rule => rule.Network is null);

    /// <summary>Whether a sender is allowed; called by the listener's thread, without allocations.</summary>
    public bool Allow(UInt128 sender)
    {
        foreach (var range in Volatile.Read(ref ranges))
        {
            if (range.Holds(sender))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Looks names up until the relay stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (!HasNames)
        {
            return;
        }

        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                Progress.Report(Every);
                await ResolveAsync(stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The relay is stopping.
        }
    }

    private async Task ResolveAsync(CancellationToken stopping)
    {
        foreach (var name in rules.Where(rule => rule.Network is null).Select(rule => rule.Text))
        {
            Progress.Report(Every);
            try
            {
                var addresses = await lookUpLimit.ExecuteAsync(async token => await resolve(name, token), stopping);
                resolved[name] = [.. addresses.Select(address => AddressRange.Of(address))];
            }
            catch (Exception failure) when (failure is SocketException or TimeoutRejectedException or OperationCanceledException
                && !stopping.IsCancellationRequested)
            {
                Log.NotResolved(
                    logger, name, failure.Message,
                    resolved.ContainsKey(name) ? "its last addresses are still allowed" : "it is not allowed to send");
            }
        }

        AddressRange[] now =
            [.. rules.Where(rule => rule.Network is not null).Select(rule => rule.Network!.Value), .. resolved.Values.SelectMany(r => r)];
        if (now is [])
        {
            Log.Closed(logger);
        }

        Volatile.Write(ref ranges, now);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The addresses of {Name} (udp.allowedSources) cannot be looked up ({Reason}): {Consequence}")]
        public static partial void NotResolved(ILogger logger, string name, string reason, string consequence);

        [LoggerMessage(2, LogLevel.Error, "No entry of udp.allowedSources gives an address: EVERY datagram is refused")]
        public static partial void Closed(ILogger logger);
    }
}
