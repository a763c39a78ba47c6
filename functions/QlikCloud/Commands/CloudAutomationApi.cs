using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Api;
using Butler.Core.QlikCloud;
using Butler.Functions.Configuration;

namespace Butler.Functions.QlikCloud.Commands;

/// <summary>Automations of Qlik Cloud over HTTP: they are started.</summary>
internal sealed class CloudAutomationApi : IApi
{
    private const int MaxBytes = 64 * 1024;

    private readonly CloudTenants tenants;
    private readonly AutomationCommands automations;

    public CloudAutomationApi(CloudTenants tenants, AutomationCommands automations)
    {
        (this.tenants, this.automations) = (tenants, automations);
        Start = new ApiRoute(
            "v4/cloud/{tenant}/automations/{automation}/runs",
            new ApiOperation<AutomationRunAnswer>(
                "POST", "Starts an automation. The body, a JSON object, has its inputs; it may be empty.",
                CloudCommandsJson.Default.AutomationRunAnswer, StartAsync)
            {
                BodyType = CloudCommandsJson.Default.JsonObject,
                Status = StatusCodes.Status202Accepted,
                Also = CloudProblems.Problems,
            })
        {
            Parts = [CloudPath.Tenant, CloudPath.Automation],
        };
    }

    public string Group => "Qlik Cloud";

    /// <summary><c>cloud/{tenant}/automations/{automation}/runs</c>.</summary>
    public ApiRoute Start { get; }

    public IReadOnlyList<ApiRoute> Routes => [Start];

    private Task<ApiAnswer<AutomationRunAnswer>> StartAsync(HttpContext context) => CloudProblems.GuardAsync(context, async () =>
    {
        var inputs = await InputsAsync(context);
        var name = context.RouteText(CloudPath.Automation.Name);
        var tenant = await tenants.FindAsync(context.RouteText(CloudPath.Tenant.Name), context.RequestAborted);
        var automation = CloudTenants.Automation(tenant, name);

        // A caller that hangs up does not leave open whether the automation was started.
        var run = await StartAsync(tenant, automation, name, inputs);
        return new ApiAnswer<AutomationRunAnswer>(new AutomationRunAnswer
        {
            Tenant = tenant.Name,
            Automation = name,
            AutomationId = automation.Id,
            RunId = run.Id,
            Status = run.Status,
        });
    });

    private async Task<AutomationRun> StartAsync(TenantOptions tenant, AutomationOptions automation, string name, JsonObject? inputs)
    {
        try
        {
            return await automations.StartAsync(tenant, automation, inputs, CancellationToken.None);
        }
        catch (CloudException e) when (e.Fault == CloudFault.NotFound && tenant.Automation(name) is null)
        {
            throw new CloudTargetException(404, $"{CloudProblems.Describe(e)} \"{name}\" is not {CloudTenants.Known(tenant, name)}");
        }
    }

    private static async Task<JsonObject?> InputsAsync(HttpContext context)
    {
        var body = await JsonBody.ReadAsync(context, MaxBytes, orEmpty: true);
        return body switch
        {
            null or { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.Object } inputs => JsonObject.Create(inputs),
            _ => throw ProblemException.ForLoadScripts(400, "body must be object"),
        };
    }
}
