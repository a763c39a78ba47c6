namespace Butler.Core.Text;

/// <summary>
/// An app setting that refers to a secret of Key Vault: <c>@Microsoft.KeyVault(SecretUri=...)</c>. Azure replaces it by the secret before
/// the app starts; where it cannot, the app gets the reference, which must not be used as if it were the secret.
/// </summary>
internal static class KeyVaultReference
{
    /// <summary>What is wrong with a setting that is such a reference, as the end of a sentence.</summary>
    public const string Problem = "is a Key Vault reference that Azure could not resolve: the secret must exist, and the function app's "
        + "identity needs the role Key Vault Secrets User, which takes minutes to come into force; then refresh the references "
        + "(docs/troubleshooting.md)";

    /// <summary>Whether a setting's value is such a reference.</summary>
    public static bool IsOne(string value) => value.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase);
}
