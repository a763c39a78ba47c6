namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>The stored status of a timer, to detect runs that were missed while the host was down.</summary>
/// <param name="Last">The last run; year 1 before the first run.</param>
/// <param name="Next">The next run.</param>
/// <param name="LastUpdated">The last write of the status; year 1 before the first run.</param>
internal sealed record TimerStatus(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated);
