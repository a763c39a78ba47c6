using Butler.Cli.Send;

namespace Butler.Cli.Up;

/// <summary>
/// The butler.yaml of a <c>butler up</c> that was given none: the one that ships, with a tenant of the simulated Qlik Cloud. The shipped
/// file itself has no tenant, because it is deployed as well.
/// </summary>
internal static class DefaultConfiguration
{
    /// <summary>The tenant's name.</summary>
    public const string Tenant = "demo";

    private const string Note =
        """
        # Written by `butler up`, which was given no --config, at each start: the butler.yaml that ships, and a tenant of the
        # simulated Qlik Cloud. `butler up` makes the secret and the key.

        """;

    private const string TenantSection =
        $$"""

        qlikCloud:
          tenants:
            - name: {{Tenant}}
              url: https://{{Tenant}}.eu.qlikcloud.com
              secrets: ["${{{CloudCall.SecretVariable}}}"]
              apiKey: "${{{CloudSettings.ApiKeyVariable}}}"
              comment: The simulated Qlik Cloud

        scriptLogs:
          keep: 7d

        """;

    /// <summary>Writes the file.</summary>
    /// <param name="program">The function app, beside which the shipped file is.</param>
    /// <param name="data">The data directory.</param>
    /// <returns>The path of the written file; null if the shipped file is missing, or has tenants of its own.</returns>
    public static string? Write(string program, DataDirectory data)
    {
        var shipped = Path.Combine(Path.GetDirectoryName(program)!, "butler.yaml");
        if (!File.Exists(shipped) || File.ReadAllText(shipped) is not { } text || HasTenants(text))
        {
            return null;
        }

        var path = data.PathOf("butler.yaml");
        File.WriteAllText(path, Note + text.TrimEnd() + Environment.NewLine + TenantSection);
        return path;
    }

    private static bool HasTenants(string text) =>
        text.Split('\n').Any(line => line.StartsWith("qlikCloud:", StringComparison.Ordinal));
}
