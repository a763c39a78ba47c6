namespace Butler.RelayAgent.Setup.Windows;

/// <summary>The states of a service, by their numbers in winsvc.h.</summary>
internal enum ScmState : uint
{
    Stopped = 1,
    StartPending = 2,
    StopPending = 3,
    Running = 4,
}
