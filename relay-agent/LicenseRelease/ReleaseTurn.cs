using System.Globalization;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>Lets one caller at a time work on releases: the command that gives the turn, and the loop that finishes what is left.</summary>
internal sealed class ReleaseTurn(ReleaseBook book, ReleaseRunner runner, ReleaseRemains remains, ReleaseClock clock, IQrs qrs)
    : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Runs a slot.</summary>
    /// <returns>The run; null when the slot is done already.</returns>
    /// <exception cref="ReleasePutOffException">Nothing was done, and the slot stays due.</exception>
    /// <exception cref="MonitorException">The run ends later, because the disk or the journal failed.</exception>
    public async Task<ReleaseRun?> RunAsync(DateTimeOffset slot, CancellationToken stopping)
    {
        await turn.WaitAsync(stopping);
        book.Running(true);
        try
        {
            await ReadyAsync(slot, stopping);
            return book.State?.Done >= slot ? null : await runner.RunAsync(slot, stopping);
        }
        catch (QrsException failure)
        {
            book.PutOff(failure.Message);
            throw new ReleasePutOffException(failure.Message, failure);
        }
        finally
        {
            book.Running(false);
            turn.Release();
        }
    }

    /// <summary>Finishes what is left.</summary>
    /// <exception cref="QrsException">The repository did not answer.</exception>
    /// <exception cref="MonitorException">The journal did not accept an event.</exception>
    public async Task SettleAsync(CancellationToken stopping)
    {
        await turn.WaitAsync(stopping);
        try
        {
            await remains.SettleAsync(stopping);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    /// <exception cref="ReleasePutOffException">
    /// The slot is not the current one, an earlier run is not finished, or a clock is wrong.
    /// </exception>
    private async Task ReadyAsync(DateTimeOffset slot, CancellationToken stopping)
    {
        if (slot != book.Current)
        {
            // The next heartbeat names the current one.
            throw new ReleasePutOffException(string.Create(
                CultureInfo.InvariantCulture, $"The slot {slot:u} is not the current one, which is {book.Current:u}."));
        }

        if (!await remains.SettleAsync(stopping))
        {
            throw PutOff("an earlier run is not finished yet");
        }

        // The answer tells the time of the Sense server.
        await qrs.GetAsync("about", null, stopping);
        if (clock.Problem() is { } problem)
        {
            throw PutOff(problem);
        }
    }

    private ReleasePutOffException PutOff(string reason)
    {
        book.PutOff(reason);
        return new ReleasePutOffException(reason);
    }
}

/// <summary>A run did not begin, and is tried again later.</summary>
internal sealed class ReleasePutOffException(string reason, Exception? inner = null) : Exception(reason, inner);
