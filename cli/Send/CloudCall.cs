using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Webhooks;
using Butler.Local.QlikCloud.Events;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Cli.Send;

/// <summary>
/// Calls the webhook of a tenant as Qlik Cloud does, with the end of a reload. The secret comes from a file or the environment: an argument
/// could be read by every user of the machine.
/// </summary>
internal sealed record CloudCall
{
    /// <summary>The variable with the webhook's secret.</summary>
    public const string SecretVariable = "QLIK_WEBHOOK_SECRET";

    private const string Prefix = "cloud.reload.";

    /// <summary>The types that can be sent.</summary>
    public static IReadOnlyList<string> Types { get; } = [Prefix + "failed", Prefix + "canceled", Prefix + "succeeded"];

    /// <summary>One of <see cref="Types"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The address of the webhook.</summary>
    public required Uri Webhook { get; init; }

    /// <summary>The tenant's name.</summary>
    public required string Tenant { get; init; }

    /// <summary>The simulated Qlik Cloud that shall know the reload; null for none.</summary>
    public Uri? Simulator { get; init; }

    /// <summary>The webhook's secret.</summary>
    public required string Secret { get; init; }

    /// <summary>The app's id.</summary>
    public required string AppId { get; init; }

    /// <summary>Why the reload failed.</summary>
    public string? Message { get; init; }

    /// <summary>How many reloads end.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The status of the reload.</summary>
    public string Status => Type[Prefix.Length..].ToUpperInvariant();

    /// <summary>Whether a type is one of Qlik Cloud.</summary>
    public static bool IsCloud(string? type) => type?.StartsWith("cloud.", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The webhook of a tenant.</summary>
    /// <param name="app">The app's address, with or without <c>/api</c>.</param>
    /// <param name="tenant">The tenant's name in <c>butler.yaml</c>.</param>
    /// <exception cref="FormatException">The address is invalid.</exception>
    public static Uri WebhookOf(string app, string tenant)
    {
        var root = app.TrimEnd('/');
        root = root.EndsWith("/api", StringComparison.OrdinalIgnoreCase) ? root : root + "/api";
        return Uri.TryCreate($"{root}/webhooks/qlik-cloud/{Uri.EscapeDataString(tenant)}", UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https"
            ? url
            : throw new FormatException($"--url '{app}' is not an address: expected one like https://NAME.azurewebsites.net");
    }

    public override string ToString() => nameof(CloudCall);

    /// <summary>Sends the events.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="output">Receives a line for each accepted event.</param>
    /// <param name="error">Receives the reason when the simulated Qlik Cloud does not know the reload.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>Why one was not accepted; null when all were.</returns>
    public async Task<string?> SendAsync(TimeProvider time, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        using var simulated = new SimulatedReload(Simulator);
        for (var number = 0; number < Count; number++)
        {
            var reload = await simulated.TryAsync(this, error, cancellationToken) ?? Unknown(time.GetUtcNow());
            var body = QlikReloadEvents.Write(QlikReloadEvents.Finished, reload, QlikEventForm.CloudEvents);
            using var request = new HttpRequestMessage(HttpMethod.Post, Webhook) { Content = new ByteArrayContent(body) };
            request.Content.Headers.Add("Content-Type", "application/json");
            request.Headers.Add(QlikSignature.Header, QlikSignature.Sign(body, Secret));
            try
            {
                using var response = await http.SendAsync(request, cancellationToken);
                if (!response.IsSuccessStatusCode)
                {
                    return await ReasonAsync(response, cancellationToken);
                }

                await output.WriteLineAsync($"{Webhook} accepted {Type} of reload {reload.ReloadId}");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                return $"{Webhook} cannot be called: {e.Message}";
            }
        }

        return null;
    }

    private async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var advice = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized =>
                $". The tenant's name or secret differs from qlikCloud.tenants in butler.yaml ({SecretVariable}, --secret-file, --tenant)",
            HttpStatusCode.NotFound => ". --url may name another app, or one of an older version",
            _ => "",
        };
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var detail = "";
        try
        {
            detail = JsonNode.Parse(text)?["detail"]?.ToString() is { } reason ? $": {reason.TrimEnd('.')}" : "";
        }
        catch (JsonException)
        {
            // A page of something else: the status and the advice say enough.
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Webhook} answered {(int)response.StatusCode}{detail}{advice}");
    }

    /// <summary>The reload, of which no tenant knows.</summary>
    private ReloadEnd Unknown(DateTimeOffset now) => new()
    {
        ReloadId = TenantIds.NewReload(),
        AppId = AppId,
        Status = Status,
        ErrorMessage = Status == ReloadStatus.Failed ? Message ?? "Sent by butler send" : null,
        Created = now - TimeSpan.FromSeconds(13),
        Started = now - TimeSpan.FromSeconds(12),
        Ended = now,
    };
}
