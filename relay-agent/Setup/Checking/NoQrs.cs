namespace Butler.RelayAgent.Setup.Checking;

/// <summary>No repository is configured.</summary>
internal sealed class NoQrs : IQrsProbe
{
    public Task<IReadOnlyList<CheckResult>> ProbeAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CheckResult>>(
            [CheckResult.Warn("QRS", "not configured: alerts are sent without Sense's information about task and app (section qrs)")]);
}
