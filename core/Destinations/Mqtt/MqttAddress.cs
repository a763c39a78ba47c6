using System.Globalization;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>The address of a broker.</summary>
/// <param name="Host">A name or address.</param>
/// <param name="Port">The port; by custom 1883, with TLS 8883.</param>
/// <param name="UseTls">Whether to speak TLS.</param>
public sealed record MqttAddress(string Host, int Port, bool UseTls)
{
    /// <summary>The expected format, for error messages.</summary>
    public const string Expected = "a broker such as mqtt://HOST:1883 or, with TLS, mqtts://HOST:8883";

    /// <summary>Reads <c>mqtt://HOST[:PORT]</c> or <c>mqtts://HOST[:PORT]</c>, without user or path.</summary>
    public static bool TryParse(string text, out MqttAddress address)
    {
        address = new MqttAddress("", 0, UseTls: false);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Scheme is not ("mqtt" or "mqtts")
            || url.Host.Length == 0
            || url.UserInfo.Length > 0
            || url.PathAndQuery is not ("" or "/"))
        {
            return false;
        }

        var tls = url.Scheme == "mqtts";
        address = new MqttAddress(url.DnsSafeHost, url.Port > 0 ? url.Port : tls ? 8883 : 1883, tls);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(UseTls ? "mqtts" : "mqtt")}://{Host}:{Port}");
}
