using Butler.Cli.RunningApp;

namespace Butler.Cli.Send;

/// <summary>The secret with which <c>butler send</c> signs a call.</summary>
internal static class CloudSecret
{
    /// <param name="file">The file that the user names; null for none.</param>
    /// <param name="cloud">The simulated Qlik Cloud of <c>butler up</c>; null for none.</param>
    /// <param name="tenant">The tenant's name.</param>
    /// <param name="environment">The environment.</param>
    /// <exception cref="FormatException">There is no secret, or the file cannot be read.</exception>
    public static string Read(string? file, RunningCloud? cloud, string tenant, Func<string, string?> environment) =>
        Read(file ?? Kept(cloud, tenant, environment), environment);

    /// <summary>
    /// The file with the secret that <c>butler up</c> has made: for its own tenant, and for those of a given configuration when the
    /// environment has no secret.
    /// </summary>
    private static string? Kept(RunningCloud? cloud, string tenant, Func<string, string?> environment) =>
        cloud is not null && (tenant == cloud.Tenant || environment(CloudCall.SecretVariable) is not { Length: > 0 })
            ? cloud.KeyFile
            : null;

    private static string Read(string? file, Func<string, string?> environment)
    {
        try
        {
            var secret = (file is null ? environment(CloudCall.SecretVariable) : File.ReadAllText(file))?.TrimEnd('\r', '\n');
            return secret is { Length: > 0 } ? secret : throw new FormatException(file is null
                ? $"the webhook's secret is missing: set {CloudCall.SecretVariable}, or name a file with --secret-file"
                : $"the file {file} for the webhook's secret is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"the file {file} for the webhook's secret cannot be read: {e.Message}", e);
        }
    }
}
