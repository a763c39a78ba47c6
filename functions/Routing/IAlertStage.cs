namespace Butler.Functions.Routing;

/// <summary>One stage of planning an alert. Stages run in a fixed order; its writes must be idempotent.</summary>
internal interface IAlertStage
{
    /// <summary>Runs the stage.</summary>
    /// <param name="alert">The alert from the previous stage.</param>
    /// <param name="draft">The plan of the event.</param>
    /// <param name="cancellationToken">Cancels the stage.</param>
    /// <returns>The alert for the next stage; null to stop.</returns>
    ValueTask<PlannedAlert?> RunAsync(PlannedAlert alert, PlanDraft draft, CancellationToken cancellationToken);
}
