using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>How an attempt to release a license ended.</summary>
internal enum ReleaseOutcome
{
    /// <summary>It is released.</summary>
    Released,

    /// <summary>It was used, or went into quarantine, since the list was read.</summary>
    UsedMeanwhile,

    /// <summary>It was gone before.</summary>
    Gone,

    /// <summary>The repository refused; the license is still there.</summary>
    Failed,

    /// <summary>The repository did not answer clearly; the license may still be released.</summary>
    Unclear,
}

/// <summary>Releases one license, and looks whether it is released.</summary>
internal sealed class AccessDeletion(IQrs qrs)
{
    /// <summary>Whether the repository refuses the user, so that all other requests fail as well.</summary>
    public static bool IsRefusal(QrsException failure) => failure.Status is 401 or 403;

    /// <summary>Checks that a license has not been used since the list was read.</summary>
    /// <returns>Null when it may be released.</returns>
    /// <exception cref="QrsException">The repository did not answer.</exception>
    public async Task<ReleaseOutcome?> CheckAsync(ReleaseItem item, CancellationToken stopping)
    {
        try
        {
            return AccessRow.Read(item.Type, await qrs.GetAsync(item.Path, null, stopping)) is { IsQuarantined: false } access
                && access.LastUsed == item.LastUsed ? null : ReleaseOutcome.UsedMeanwhile;
        }
        catch (QrsException gone) when (gone.IsNotFound)
        {
            return ReleaseOutcome.Gone;
        }
    }

    /// <summary>Releases a license.</summary>
    public async Task<(ReleaseOutcome Outcome, QrsException? Failure)> DeleteAsync(ReleaseItem item, CancellationToken stopping)
    {
        try
        {
            await qrs.DeleteAsync(item.Path, stopping);
            return (ReleaseOutcome.Released, null);
        }
        catch (QrsException gone) when (gone.IsNotFound)
        {
            // It was there a moment ago, so an event is better than none.
            return (ReleaseOutcome.Released, null);
        }
        catch (QrsException failure) when (!failure.IsTransient)
        {
            return (ReleaseOutcome.Failed, failure);
        }
        catch (QrsException failure)
        {
            return (await TryLookAsync(item, stopping) == true ? ReleaseOutcome.Released : ReleaseOutcome.Unclear, failure);
        }
    }

    /// <summary>Looks whether a license is released: it is gone, or in quarantine.</summary>
    /// <exception cref="QrsException">The repository did not answer.</exception>
    public async Task<bool> IsReleasedAsync(ReleaseItem item, CancellationToken stopping)
    {
        try
        {
            return AccessRow.Read(item.Type, await qrs.GetAsync(item.Path, null, stopping)) is { IsQuarantined: true };
        }
        catch (QrsException gone) when (gone.IsNotFound)
        {
            return true;
        }
    }

    private async Task<bool?> TryLookAsync(ReleaseItem item, CancellationToken stopping)
    {
        try
        {
            return await IsReleasedAsync(item, stopping);
        }
        catch (QrsException)
        {
            // The license stays noted, and the next look decides.
            return null;
        }
    }
}
