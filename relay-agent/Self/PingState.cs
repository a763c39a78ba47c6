using Butler.Core.SelfReports;
using Butler.RelayAgent.Counting;

namespace Butler.RelayAgent.Self;

/// <summary>Whether the last call of the heartbeat's service arrived, for the warnings in the relay's own heartbeats.</summary>
internal sealed class PingState(PingOptions options) : IWarningSource
{
    private volatile string? failure;

    /// <summary>Why the last call failed; null when it arrived.</summary>
    public string? Failure
    {
        get => failure;
        set => failure = value;
    }

    public IEnumerable<string> Warnings => failure is { } said ? [$"the heartbeat to {options.Url.Host} fails: {said}"] : [];
}
