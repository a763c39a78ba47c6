using System.Net;
using Butler.Cli.CommandLine;
using Butler.Cli.Send;

namespace Butler.Cli.Cloud;

/// <summary>The address of a tenant's webhook, with the rules of Qlik Cloud.</summary>
internal static class WebhookAddress
{
    /// <summary>The address.</summary>
    /// <param name="connection">The tenant and the app.</param>
    /// <exception cref="RefusedCommandException">Qlik Cloud would refuse it.</exception>
    public static Uri Of(CloudConnection connection)
    {
        var app = connection.App ?? throw new RefusedCommandException(
            "say which app the webhook calls: --url https://NAME.azurewebsites.net; or start `butler up` to try it here");
        var address = Parse(app, connection.Tenant.Name);
        return (connection.Simulator is not null && address.IsLoopback) || Fault(address) is not { } fault
            ? address
            : throw new RefusedCommandException($"Qlik Cloud does not call '{app}': {fault}");
    }

    /// <summary>Whether two texts are the same address: case and a slash at the end do not matter.</summary>
    public static bool AreSame(string one, Uri other) =>
        one.TrimEnd('/').Equals(other.AbsoluteUri.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    private static Uri Parse(string app, string tenant)
    {
        try
        {
            return CloudCall.WebhookOf(app, tenant);
        }
        catch (FormatException e)
        {
            throw new RefusedCommandException(e.Message, e);
        }
    }

    private static string? Fault(Uri address) => address switch
    {
        { Scheme: not "https" } => "a webhook needs an address with https",
        _ when IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out _) => "a webhook needs a host name, not an IP address",
        _ when !address.IdnHost.Contains('.', StringComparison.Ordinal) =>
            "a webhook needs a host name with its domain, which is known on the internet",
        _ => null,
    };
}
