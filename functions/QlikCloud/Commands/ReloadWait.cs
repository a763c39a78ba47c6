using Butler.Core.QlikCloud;
using Butler.Core.Time;
using Butler.Functions.Configuration;

namespace Butler.Functions.QlikCloud.Commands;

/// <summary>Waits for the end of a reload, with growing pauses between the looks.</summary>
internal sealed class ReloadWait(ReloadCommands reloads, TimeProvider time)
{
    private static readonly Backoff Pauses = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)) { Factor = 1.5 };

    /// <summary>Waits until a reload has ended, the time is over, or the tenant says that it cannot be read.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="known">The reload as it is known.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The reload as it was read last, and why it could not be read; null when it could.</returns>
    public async Task<(CloudReload Reload, string? Problem)> WaitAsync(
        TenantOptions tenant, CloudReload known, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        string? problem = null;
        for (var look = 1; !known.HasEnded; look++)
        {
            var pause = Pauses.Pause(look);
            if (time.GetElapsedTime(started) + pause > wait)
            {
                break;
            }

            await Task.Delay(pause, time, cancellationToken);
            try
            {
                (known, problem) = (await reloads.FindAsync(tenant, known.Id, cancellationToken), null);
            }
            catch (CloudException e)
            {
                problem = CloudProblems.Describe(e);
                if (e.Fault is not (CloudFault.Unreachable or CloudFault.RateLimited))
                {
                    break;
                }
            }
        }

        return (known, problem);
    }
}
