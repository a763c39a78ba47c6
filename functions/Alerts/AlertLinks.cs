namespace Butler.Functions.Alerts;

/// <summary>A link of an alert.</summary>
/// <param name="Id">The target: <c>app</c>, <c>qmc</c>, <c>hub</c>, or the id of a configured link.</param>
/// <param name="Text">The shown text.</param>
/// <param name="Url">The address: http or https.</param>
internal sealed record AlertLink(string Id, string Text, Uri Url);

/// <summary>Collects the links of an alert.</summary>
internal static class AlertLinks
{
    /// <summary>The links that are useful for the event, the most specific first.</summary>
    public static IReadOnlyList<AlertLink> Of(Alert alert)
    {
        var links = new List<AlertLink>();
        void Add(string id, string text, Uri? url)
        {
            if (url is { IsAbsoluteUri: true, Scheme: "https" or "http" })
            {
                links.Add(new AlertLink(id, AlertText.OneLine(text, 75), url));
            }
        }

        Add("app", "Open app", App(alert));
        Add("scriptLog", "Script log", alert.Reason.IsMany ? null : ScriptLog(alert));
        if (alert.Event.Tenant is null)
        {
            Add("qmc", "Open QMC", alert.Site.QmcUrl);
            Add("hub", "Open hub", alert.Site.HubUrl);
        }

        foreach (var link in alert.Links)
        {
            Add(link.Id, link.Text, link.Url);
        }

        return links;
    }

    /// <summary>The whole script log that was kept; null when it was not.</summary>
    private static Uri? ScriptLog(Alert alert) =>
        alert.Event.Tenant is not null && Uri.TryCreate(AlertData.Text(alert, "scriptLogUrl"), UriKind.Absolute, out var url) ? url : null;

    /// <summary>The app's page; null when the app or the address of apps is unknown, and for several events.</summary>
    private static Uri? App(Alert alert) => alert.Reason.IsMany ? null
        : alert.Event.Tenant is not null ? AlertData.CloudApp(alert)
        : alert.Site.AppBaseUrl is { } apps && alert.Task?.AppId is { Length: > 0 } app
        ? new Uri($"{apps.AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(app)}")
        : null;
}
