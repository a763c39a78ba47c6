namespace Butler.RelayAgent.Setup.Checking;

/// <summary>Whether the relay can work.</summary>
internal enum CheckLevel
{
    Ok,
    Warn,
    Fail,
}
