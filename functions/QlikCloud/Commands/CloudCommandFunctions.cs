using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.QlikCloud.Commands;

/// <summary>What is asked of Qlik Cloud over HTTP.</summary>
internal sealed class CloudCommandFunctions(CloudReloadApi reloads, CloudAutomationApi automations)
{
    public const string StartReload = "CloudReloadsStart";
    public const string StartAutomation = "CloudAutomationsStart";

    /// <summary>Starts the reload of an app.</summary>
    [Function(StartReload)]
    public Task StartReloadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/cloud/{tenant}/apps/{appId}/reloads")] HttpRequest request) =>
        reloads.Start.RunAsync(request.HttpContext);

    /// <summary>GET tells how a reload goes.</summary>
    [Function("CloudReloadsOne")]
    public Task ReloadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/cloud/{tenant}/reloads/{reloadId}")] HttpRequest request) =>
        reloads.One.RunAsync(request.HttpContext);

    /// <summary>Cancels a reload.</summary>
    [Function("CloudReloadsCancel")]
    public Task CancelReloadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/cloud/{tenant}/reloads/{reloadId}/cancel")] HttpRequest request) =>
        reloads.Cancel.RunAsync(request.HttpContext);

    /// <summary>Starts an automation.</summary>
    [Function(StartAutomation)]
    public Task StartAutomationAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/cloud/{tenant}/automations/{automation}/runs")]
        HttpRequest request) =>
        automations.Start.RunAsync(request.HttpContext);
}
