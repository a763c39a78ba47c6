namespace Butler.Functions.Routing;

/// <summary>One stage of planning an alert. Stages run in a fixed order; each writes only what may be written twice.</summary>
internal interface IAlertStage
{
    /// <summary>Runs the stage.</summary>
    /// <param name="alert">The alert as the stage before left it.</param>
    /// <param name="draft">The plan that it becomes part of.</param>
    /// <param name="cancellationToken">Cancels the stage.</param>
    /// <returns>The alert for the next stage; null where it goes no further.</returns>
    ValueTask<PlannedAlert?> RunAsync(PlannedAlert alert, PlanDraft draft, CancellationToken cancellationToken);
}
