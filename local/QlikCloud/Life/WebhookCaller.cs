using System.Text;
using Butler.Core.Webhooks;
using Butler.Local.QlikCloud.Events;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Life;

/// <summary>Calls the webhooks of a tenant like Qlik Cloud, and records each call. It calls once: retries are not documented.</summary>
internal sealed class WebhookCaller(CurrentBehaviour behaviour, TimeProvider time) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Calls each webhook that gets an event about the end of a reload.</summary>
    /// <returns>The number of calls.</returns>
    public async Task<int> CallAsync(Tenant tenant, TenantReload reload, CancellationToken cancellationToken)
    {
        var end = ReloadFacts.Of(tenant, reload);
        var calls = 0;
        foreach (var type in QlikReloadEvents.Types)
        {
            var body = QlikReloadEvents.Write(type, end, behaviour.Now.EventForm);
            foreach (var webhook in tenant.Webhooks.All.Where(webhook => WebhookFilter.IsFor(webhook, type, end)))
            {
                await SendAsync(tenant, webhook, Delivery(webhook, type, Encoding.UTF8.GetString(body)), cancellationToken);
                calls++;
            }
        }

        return calls;
    }

    /// <summary>Sends a delivery again, with the same body, to the webhook as it is now.</summary>
    public Task<WebhookDelivery> ResendAsync(
        Tenant tenant, TenantWebhook webhook, WebhookDelivery earlier, CancellationToken cancellationToken) =>
        SendAsync(tenant, webhook, Delivery(webhook, earlier.EventType, earlier.Body) with { Manually = true }, cancellationToken);

    public void Dispose() => http.Dispose();

    private WebhookDelivery Delivery(TenantWebhook webhook, string type, string body)
    {
        var headers = new Dictionary<string, string>(webhook.Headers)
        {
            ["content-type"] = "application/json",
            ["user-agent"] = "Qlik Webhook",
        };
        if (webhook.Secret is { } secret)
        {
            headers[QlikSignature.Header] = QlikSignature.Sign(Encoding.UTF8.GetBytes(body), secret);
        }

        return new WebhookDelivery
        {
            Id = Guid.NewGuid().ToString(),
            WebhookId = webhook.Id,
            EventType = type,
            Url = webhook.Url,
            Headers = headers,
            Body = body,
            Triggered = time.GetUtcNow(),
        };
    }

    private async Task<WebhookDelivery> SendAsync(
        Tenant tenant, TenantWebhook webhook, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Body)),
        };
        foreach (var (name, value) in delivery.Headers.Concat(webhook.EncryptedHeaders))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            return tenant.Deliveries.Put(delivery with
            {
                Status = (int)response.StatusCode,
                Answer = await response.Content.ReadAsStringAsync(cancellationToken),
            });
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return tenant.Deliveries.Put(delivery with { Answer = e.Message });
        }
    }
}
