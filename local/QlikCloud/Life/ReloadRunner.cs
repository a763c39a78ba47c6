using System.Collections.Concurrent;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Life;

/// <summary>Runs reloads: queued, reloading, and an end, which webhooks are then told.</summary>
internal sealed partial class ReloadRunner(CurrentBehaviour behaviour, WebhookCaller webhooks, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, Task> underWay = new();

    /// <summary>Starts a reload.</summary>
    public TenantReload Start(Tenant tenant, TenantApp app, bool partial, string userId)
    {
        var reload = tenant.Reloads.Put(new TenantReload
        {
            Id = TenantIds.NewReload(),
            AppId = app.Id,
            UserId = userId,
            Type = "external",
            Partial = partial,
            Created = time.GetUtcNow(),
        });
        var running = RunAsync(tenant, reload);
        underWay[reload.Id] = running;
        _ = running.ContinueWith(_ => underWay.TryRemove(reload.Id, out Task? _), TaskScheduler.Default);
        return reload;
    }

    /// <summary>Asks a reload to end.</summary>
    /// <returns>False when it has ended already, or does not exist.</returns>
    public static bool Cancel(Tenant tenant, string id)
    {
        var isAsked = false;
        tenant.Reloads.Update(id, reload =>
        {
            isAsked = !ReloadStatus.IsEnd(reload.Status);
            return isAsked ? reload with { Status = ReloadStatus.Canceling } : reload;
        });
        return isAsked;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(underWay.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task RunAsync(Tenant tenant, TenantReload reload)
    {
        try
        {
            await Task.Delay(behaviour.Now.QueuedTime, time, stopping.Token);
            var running = Begin(tenant, reload.Id);
            if (running is { Status: ReloadStatus.Reloading })
            {
                await Task.Delay(behaviour.Now.RunTime, time, stopping.Token);
            }

            if (ReloadEnding.End(tenant, reload.Id, last => EndOf(tenant, last), time.GetUtcNow()) is { } ended)
            {
                await webhooks.CallAsync(tenant, ended, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The tenant ends with the simulator.
        }
        catch (Exception e)
        {
            Log.Failed(logger, reload.Id, e);
        }
    }

    private TenantReload? Begin(Tenant tenant, string id) => tenant.Reloads.Update(
        id,
        reload => reload.Status == ReloadStatus.Queued
            ? reload with { Status = ReloadStatus.Reloading, Started = time.GetUtcNow() }
            : reload);

    private static string EndOf(Tenant tenant, TenantReload reload) =>
        reload.Status == ReloadStatus.Canceling ? ReloadStatus.Canceled
        : tenant.Apps.Find(reload.AppId)?.EndsIn ?? ReloadStatus.Failed;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The simulated reload {Id} has failed to run")]
        public static partial void Failed(ILogger logger, string id, Exception exception);
    }
}
