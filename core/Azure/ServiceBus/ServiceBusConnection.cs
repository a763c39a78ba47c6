using System.Net;
using Azure.Core;
using Butler.Core.Azure.Http;

namespace Butler.Core.Azure.ServiceBus;

/// <summary>The address of a Service Bus namespace, and how to authenticate.</summary>
public sealed class ServiceBusConnection
{
    private readonly Func<IWebProxy?, TokenCredential>? credential;

    private ServiceBusConnection(Uri address, string connectionString, string policy)
    {
        Address = address;
        ConnectionString = connectionString;
        AuthenticatesWith = $"the shared access policy {policy}";
    }

    private ServiceBusConnection(Uri address, Func<IWebProxy?, TokenCredential> credential)
    {
        Address = address;
        this.credential = credential;
        AuthenticatesWith = "Entra ID";
    }

    /// <summary>The address of the namespace over WebSockets, ending in a slash: <c>https</c>, or <c>http</c> for the emulator.</summary>
    public Uri Address { get; }

    /// <summary>How the connection authenticates, as text for a log.</summary>
    public string AuthenticatesWith { get; }

    /// <summary>With the key of a shared access policy; null: it authenticates with <see cref="Credential"/>.</summary>
    internal string? ConnectionString { get; }

    /// <summary>What gets tokens of Entra ID.</summary>
    /// <param name="proxy">The way to Entra ID; null: as the environment says.</param>
    internal TokenCredential Credential(IWebProxy? proxy) => credential!(proxy);

    /// <summary>
    /// Reads a connection string (<c>Endpoint=sb://...;SharedAccessKeyName=...;SharedAccessKey=...</c>, with
    /// <c>UseDevelopmentEmulator=true</c> for no TLS on the given port), or the address of a namespace
    /// (<c>https://NAME.servicebus.windows.net</c> or <c>NAME.servicebus.windows.net</c>) for Entra ID.
    /// </summary>
    /// <param name="text">The connection string or address.</param>
    /// <param name="credential">The credential for Entra ID; null: the machine's own.</param>
    /// <exception cref="FormatException">The text is neither a connection string nor an address. The message shows no key.</exception>
    public static ServiceBusConnection Parse(string text, TokenCredential? credential = null)
    {
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            var host = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text;
            if (!Uri.TryCreate(host, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps)
            {
                throw new FormatException("The Service Bus address must be a connection string or https://NAME.servicebus.windows.net.");
            }

            return new ServiceBusConnection(new Uri(url, "/"), proxy => credential ?? PipelineFactory.Credential(proxy: proxy));
        }

        var parts = ConnectionText.Parse(text);
        if (!parts.TryGetValue("Endpoint", out var endpoint) || !Uri.TryCreate(endpoint, UriKind.Absolute, out var sb))
        {
            throw new FormatException("The Service Bus connection string lacks Endpoint=sb://...");
        }

        if (!parts.TryGetValue("SharedAccessKeyName", out var name) || !parts.ContainsKey("SharedAccessKey"))
        {
            throw new FormatException("The Service Bus connection string lacks SharedAccessKeyName or SharedAccessKey; for Entra ID give "
                + "only https://NAME.servicebus.windows.net.");
        }

        var emulator = parts.TryGetValue("UseDevelopmentEmulator", out var use) && bool.TryParse(use, out var yes) && yes;
        var port = sb is { IsDefaultPort: false, Port: > 0 } ? sb.Port : emulator ? 5672 : 443;
        return new ServiceBusConnection(new UriBuilder(emulator ? "http" : "https", sb.Host, port).Uri, text, name);
    }
}
