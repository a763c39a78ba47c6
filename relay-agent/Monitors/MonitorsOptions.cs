namespace Butler.RelayAgent.Monitors;

/// <summary>The section <c>monitors</c>; each monitor is off when its key is absent.</summary>
internal sealed record MonitorsOptions
{
}
