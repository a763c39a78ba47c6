namespace Butler.RelayAgent.Service.Checking;

/// <summary>Whether the relay can work with what was found.</summary>
internal enum CheckLevel
{
    Ok,
    Warn,
    Fail,
}
