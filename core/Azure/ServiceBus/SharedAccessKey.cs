using Butler.Core.Azure.Http;

namespace Butler.Core.Azure.ServiceBus;

/// <summary>A connection string of Service Bus.</summary>
internal sealed class SharedAccessKey
{
    private SharedAccessKey(string text, Uri address, string policy, string? queue)
    {
        Text = text;
        Address = address;
        Policy = policy;
        Queue = queue;
    }

    /// <summary>The connection string without its queue.</summary>
    public string Text { get; }

    /// <summary>The address of the namespace over WebSockets.</summary>
    public Uri Address { get; }

    /// <summary>The name of the policy.</summary>
    public string Policy { get; }

    /// <summary>The queue that the key is for (<c>EntityPath</c>); null: all.</summary>
    public string? Queue { get; }

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="FormatException">It is malformed. The message shows no key.</exception>
    public static SharedAccessKey Parse(string text)
    {
        var parts = ConnectionText.Parse(text);
        if (!parts.TryGetValue("Endpoint", out var endpoint) || !Uri.TryCreate(endpoint, UriKind.Absolute, out var sb))
        {
            throw new FormatException("The Service Bus connection string lacks Endpoint=sb://...");
        }

        if (!parts.TryGetValue("SharedAccessKeyName", out var policy) || !parts.ContainsKey("SharedAccessKey"))
        {
            throw new FormatException("The Service Bus connection string lacks SharedAccessKeyName or SharedAccessKey; for Entra ID give "
                + "only https://NAME.servicebus.windows.net.");
        }

        var emulator = parts.TryGetValue("UseDevelopmentEmulator", out var use) && bool.TryParse(use, out var yes) && yes;
        var port = sb is { IsDefaultPort: false, Port: > 0 } ? sb.Port : emulator ? 5672 : 443;
        var address = new UriBuilder(emulator ? "http" : "https", sb.Host, port).Uri;
        var rest = parts.Where(part => !part.Key.Equals("EntityPath", StringComparison.OrdinalIgnoreCase));
        return new SharedAccessKey(
            string.Join(';', rest.Select(part => $"{part.Key}={part.Value}")), address, policy, parts.GetValueOrDefault("EntityPath"));
    }
}
