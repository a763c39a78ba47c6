namespace Butler.Functions.Routing;

/// <summary>Finds the targets of the alert.</summary>
internal sealed class RecipientStage : IAlertStage
{
    public ValueTask<PlannedAlert?> RunAsync(PlannedAlert alert, PlanDraft draft, CancellationToken cancellationToken) =>
        new(alert with { Targets = draft.Targets(alert.Route.Name, alert.Route.Send, alert.Event, alert.Task) });
}
