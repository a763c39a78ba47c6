namespace Butler.RelayAgent.Setup.Checking;

/// <summary>Checks the Qlik Sense repository: address, certificate, rights.</summary>
internal interface IQrsProbe
{
    /// <summary>Returns one result for each check; faults of network and files are results, not exceptions.</summary>
    Task<IReadOnlyList<CheckResult>> ProbeAsync(CancellationToken cancellationToken);
}
