using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>Finishes what an earlier process, or a repository that did not answer clearly, has left.</summary>
internal sealed partial class ReleaseRemains(
    AccessDeletion deletion, ReleaseBook book, ReleaseEvents events, ReleaseRunner runner, TimeProvider time,
    ILogger<ReleaseRemains> logger)
{
    /// <summary>The repository may still carry out a deletion whose answer was lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Raises the events of licenses that were released and not told, and ends the run.</summary>
    /// <returns>Whether nothing is left.</returns>
    /// <exception cref="QrsException">The repository did not answer.</exception>
    /// <exception cref="MonitorException">The journal did not accept an event.</exception>
    public async Task<bool> SettleAsync(CancellationToken stopping)
    {
        foreach (var item in book.State?.Unsettled ?? [])
        {
            await SettleAsync(item, stopping);
        }

        if (book.State is { Run: { } begun, Unsettled: [] })
        {
            begun.LastError ??= "the relay stopped during the run, and what is left waits for the next one";
            await runner.EndAsync(begun, []);
        }

        return book.State is null or { Run: null, Unsettled: [] };
    }

    private async Task SettleAsync(ReleaseItem item, CancellationToken stopping)
    {
        var isReleased = await deletion.IsReleasedAsync(item, stopping);
        if (!isReleased && (time.GetUtcNow() - item.Begun).Duration() < Patience)
        {
            return;
        }

        if (isReleased)
        {
            await events.ReleasedAsync(item, dryRun: false);
            Log.ReleasedBefore(logger, item.Type, item.User);
        }

        book.Save(state =>
        {
            if (isReleased && state.Run is { } run && run.Slot == item.Slot)
            {
                run.Of(item.Type).Released++;
            }

            return state with { Unsettled = [.. state.Unsettled.Where(each => each != item)] };
        });
    }

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Information, "The {Type} license of {User} was released before the relay could tell it, and is told now")]
        public static partial void ReleasedBefore(ILogger logger, string type, string user);
    }
}
