namespace Butler.Local.FunctionsHost.Configuration;

internal static class RealHost
{
    /// <summary>The version of the host in Azure whose behavior this host follows.</summary>
    public const string Version = "4.1037.0";
}
