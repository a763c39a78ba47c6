using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.QlikCloud;

/// <summary>What Qlik Cloud calls.</summary>
internal sealed class QlikCloudFunctions(CloudWebhook webhook)
{
    /// <summary>Takes an event of a tenant; open, but each call is signed.</summary>
    [Function("QlikCloudWebhook")]
    public Task WebhookAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/qlik-cloud/{tenant}")] HttpRequest request) =>
        webhook.RunAsync(request.HttpContext);
}
