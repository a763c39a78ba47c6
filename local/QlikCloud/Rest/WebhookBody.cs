using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Answers;
using Butler.Local.QlikCloud.Life;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Rest;

/// <summary>Reads a whole webhook, with Qlik Cloud's rules. What is missing has its default value, on a change as well.</summary>
internal static class WebhookBody
{
    private const int MinSecret = 32;
    private const int MaxSecret = 64;
    private const int MaxEncryptedBytes = 2048;

    /// <param name="body">The body.</param>
    /// <param name="basis">The facts that the body cannot change: id, owner, times.</param>
    /// <param name="allowLoopback">Whether the address may be http on this machine.</param>
    /// <exception cref="TenantRefusalException">A rule is broken.</exception>
    public static TenantWebhook Read(JsonObject body, TenantWebhook basis, bool allowLoopback)
    {
        var fields = new WebhookFields(body);
        var webhook = basis with
        {
            Name = fields.Text("name") ?? "",
            Description = fields.Text("description"),
            Url = fields.Text("url") ?? "",
            EventTypes = fields.Texts("eventTypes"),
            Level = fields.Text("level") ?? "tenant",
            Filter = fields.Text("filter") is { Length: > 0 } filter ? filter : null,
            Secret = fields.Text("secret") is { Length: > 0 } secret ? secret : null,
            Headers = fields.Map("headers"),
            EncryptedHeaders = fields.Map("encryptedHeaders"),
            Enabled = fields.Truth("enabled", absent: false),
            CheckCertificateRevocation = fields.Truth("checkCertificateRevocation", absent: false),

            // This cannot be undone.
            EnableCloudEventDelivery = basis.EnableCloudEventDelivery || fields.Truth("enableCloudEventDelivery", absent: false),
        };
        if (Fault(webhook, allowLoopback) is { } fault)
        {
            throw TenantRefusalException.Invalid(fault);
        }

        if (webhook.Filter is not null)
        {
            WebhookFilter.Check(webhook.Filter);
        }

        return webhook.Enabled ? webhook with { DisabledReason = null, DisabledReasonCode = null } : webhook;
    }

    private static string? Fault(TenantWebhook webhook, bool allowLoopback)
    {
        if (webhook.Name.Length == 0)
        {
            return "name is missing.";
        }

        if (!IsAddress(webhook.Url, allowLoopback))
        {
            return "url must be an https address with a host name.";
        }

        if (webhook.EventTypes is [] || webhook.EventTypes.Except(WebhookEventTypes.Names).FirstOrDefault() is not null)
        {
            return "eventTypes must name at least one event type, and only those of GET webhooks/event-types.";
        }

        if (webhook.Level is not ("tenant" or "user"))
        {
            return "level must be tenant or user.";
        }

        if (webhook.Secret is { Length: < MinSecret or > MaxSecret })
        {
            return $"secret must have {MinSecret} to {MaxSecret} characters.";
        }

        return webhook.EncryptedHeaders.Sum(header => Encoding.UTF8.GetByteCount(header.Key + header.Value)) > MaxEncryptedBytes
            ? $"encryptedHeaders must have at most {MaxEncryptedBytes} bytes."
            : null;
    }

    private static bool IsAddress(string text, bool allowLoopback) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
            && ((allowLoopback && url.IsLoopback && url.Scheme is "http" or "https")
                || (url.Scheme == Uri.UriSchemeHttps && !IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out _)
                    && url.IdnHost.Contains('.', StringComparison.Ordinal)));
}
