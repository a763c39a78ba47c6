using System.Globalization;
using Butler.Cli.CommandLine;
using Butler.Functions.Configuration;

namespace Butler.Cli.Cloud;

/// <summary>The secret with which Qlik Cloud signs: the first of the tenant's.</summary>
internal static class WebhookSecret
{
    private const int Min = 32;
    private const int Max = 64;

    /// <exception cref="RefusedCommandException">Qlik Cloud would refuse it.</exception>
    public static string Of(TenantOptions tenant)
    {
        var secret = tenant.Secrets[0];
        return secret.Length is >= Min and <= Max ? secret : throw new RefusedCommandException(string.Create(
            CultureInfo.InvariantCulture,
            $"the first of the secrets of the tenant {tenant.Name} has {secret.Length} characters; Qlik Cloud requires {Min} to {Max}. "
                + $"Make one with `openssl rand -hex 24`, and give it to the app as well"));
    }
}
