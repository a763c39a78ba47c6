namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>What is kept of a timer, so that a run missed while the host was down is noticed.</summary>
/// <param name="Last">When it last ran; year 1 when it never has.</param>
/// <param name="Next">When it is due.</param>
/// <param name="LastUpdated">When this was last written; year 1 before the first run.</param>
internal sealed record TimerStatus(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated);
