namespace Butler.RelayAgent.Setup.Checking;

/// <summary>Whether the relay can work with what was found.</summary>
internal enum CheckLevel
{
    Ok,
    Warn,
    Fail,
}
