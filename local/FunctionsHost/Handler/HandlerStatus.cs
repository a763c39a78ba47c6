namespace Butler.Local.FunctionsHost.Handler;

/// <summary>How the handler is doing.</summary>
internal sealed record HandlerStatus(HandlerState State, int? ProcessId, int Restarts);

internal enum HandlerState
{
    Starting,
    Running,
    Restarting,
    Stopped,
}
