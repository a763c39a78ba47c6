using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.QlikCloud;
using Butler.Functions.Configuration;

namespace Butler.Functions.QlikCloud.Commands;

/// <summary>A run of an automation.</summary>
/// <param name="Id">The run's id; null when Qlik Cloud did not tell it.</param>
/// <param name="Status">The status; null when Qlik Cloud did not tell it.</param>
internal sealed record AutomationRun(string? Id, string? Status);

/// <summary>
/// Starts automations: one with a token in its run mode "triggered", all others with the tenant's credentials
/// (https://qlik.dev/apis/rest/automations).
/// </summary>
internal sealed class AutomationCommands(CloudClients clients)
{
    private static readonly string[] RunIds = ["id", "runId", "guid"];

    /// <summary>Starts an automation.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="automation">The automation.</param>
    /// <param name="inputs">The inputs; null: none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CloudTargetException">The automation has no token, and the tenant has no credentials.</exception>
    /// <exception cref="CloudException">The tenant did not start it.</exception>
    public async Task<AutomationRun> StartAsync(
        TenantOptions tenant, AutomationOptions automation, JsonObject? inputs, CancellationToken cancellationToken)
    {
        var answer = automation.Token is { } token
            ? await clients.Of(tenant.Access ?? new CloudAccess(tenant.Name, tenant.Url))
                .TriggerAsync(automation.Id, token, inputs, cancellationToken)
            : await clients.Of(CloudTenants.Access(tenant, "starting automations without a token")).SendAsync(
                HttpMethod.Post, $"api/v1/automations/{automation.Id}/runs",
                new JsonObject { ["id"] = automation.Id, ["context"] = "api", ["inputs"] = inputs ?? [] }, cancellationToken);
        return new AutomationRun(RunId(answer), answer.Text("status"));
    }

    private static string? RunId(JsonElement answer) => RunIds.Select(name => answer.Text(name)).FirstOrDefault(id => id is not null);
}
