using System.Net;
using Azure.Core;
using Butler.Core.Azure.Http;

namespace Butler.Core.Azure.ServiceBus;

/// <summary>The address of a Service Bus namespace, and how to authenticate.</summary>
public sealed class ServiceBusConnection
{
    private readonly Func<IWebProxy?, TokenCredential>? credential;
    private readonly IReadOnlyList<SharedAccessKey> keys = [];

    private ServiceBusConnection(Uri address, IReadOnlyList<SharedAccessKey> keys)
    {
        Address = address;
        this.keys = keys;
        AuthenticatesWith = "the shared access policy " + string.Join(", ", keys.Select(key => key.Policy).Distinct());
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

    /// <summary>Whether keys of shared access policies are used; otherwise <see cref="Credential"/>.</summary>
    internal bool UsesKeys => credential is null;

    /// <summary>The queues that single keys are for; empty when one key is for all queues.</summary>
    internal IEnumerable<string> KeyedQueues => keys.Select(key => key.Queue).OfType<string>();

    /// <summary>Those of the queues that no key is for; none with Entra ID.</summary>
    public IReadOnlyList<string> WithoutKey(params IEnumerable<string> queues) =>
        UsesKeys ? [.. queues.Where(queue => ConnectionString(queue) is null)] : [];

    /// <summary>The connection string for a queue, without its name; null when no key is for the queue.</summary>
    internal string? ConnectionString(string queue) =>
        keys.FirstOrDefault(key => key.Queue is null || key.Queue.Equals(queue, StringComparison.OrdinalIgnoreCase))?.Text;

    /// <summary>What gets tokens of Entra ID.</summary>
    /// <param name="proxy">The way to Entra ID; null: as the environment says.</param>
    internal TokenCredential Credential(IWebProxy? proxy) => credential!(proxy);

    /// <summary>
    /// Reads a connection string (<c>Endpoint=sb://...;SharedAccessKeyName=...;SharedAccessKey=...</c>, with
    /// <c>UseDevelopmentEmulator=true</c> for no TLS on the given port), several with <c>EntityPath=QUEUE</c> and spaces or line breaks
    /// between them (one for each queue), or the address of a namespace (<c>https://NAME.servicebus.windows.net</c> or
    /// <c>NAME.servicebus.windows.net</c>) for Entra ID.
    /// </summary>
    /// <param name="text">The connection strings or the address.</param>
    /// <param name="credential">The credential for Entra ID; null: the machine's own.</param>
    /// <exception cref="FormatException">The text is neither of them. The message shows no key.</exception>
    public static ServiceBusConnection Parse(string text, TokenCredential? credential = null) =>
        text.Contains('=', StringComparison.Ordinal)
            ? WithKeys([.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(SharedAccessKey.Parse)])
            : WithEntra(text.Trim(), credential);

    private static ServiceBusConnection WithEntra(string text, TokenCredential? credential)
    {
        var host = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text;
        if (!Uri.TryCreate(host, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps)
        {
            throw new FormatException("The Service Bus address must be a connection string or https://NAME.servicebus.windows.net.");
        }

        return new ServiceBusConnection(new Uri(url, "/"), proxy => credential ?? PipelineFactory.Credential(proxy: proxy));
    }

    private static ServiceBusConnection WithKeys(SharedAccessKey[] keys)
    {
        if (keys.Length > 1 && keys.Any(key => key.Queue is null))
        {
            throw new FormatException(
                "Of several Service Bus connection strings each must have EntityPath=QUEUE, the queue that its key is for.");
        }

        if (keys.GroupBy(key => key.Queue, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new FormatException($"Two Service Bus connection strings are for the queue {twice.Key}; each queue may have one.");
        }

        if (keys.Any(key => key.Address != keys[0].Address))
        {
            throw new FormatException("The Service Bus connection strings are for different namespaces; all must have the same Endpoint.");
        }

        return new ServiceBusConnection(keys[0].Address, keys);
    }
}
