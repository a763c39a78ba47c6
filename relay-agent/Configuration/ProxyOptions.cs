using System.Net;

namespace Butler.RelayAgent.Configuration;

/// <summary>The outbound web proxy. It is not used for names without a dot, this machine, Sense and MQTT brokers.</summary>
internal sealed record ProxyOptions
{
    /// <summary>The address, without user and password.</summary>
    public required Uri Url { get; init; }

    /// <summary>The user and password from the address; null: none.</summary>
    public NetworkCredential? Credentials { get; init; }

    /// <summary>Whether to log on as the account that the relay runs as.</summary>
    public bool UseDefaultCredentials { get; init; }

    /// <summary>Creates the proxy for HTTP clients.</summary>
    public IWebProxy Create() => new WebProxy(Url, BypassOnLocal: true)
    {
        Credentials = UseDefaultCredentials ? CredentialCache.DefaultNetworkCredentials : Credentials,
    };
}
