namespace Butler.RelayAgent.Setup.Checking;

/// <summary>Tries the Qlik Sense repository: address, certificate, rights.</summary>
internal interface IQrsProbe
{
    /// <summary>One result for each thing that was tried; it throws for nothing that a network or a file may do.</summary>
    Task<IReadOnlyList<CheckResult>> ProbeAsync(CancellationToken cancellationToken);
}
