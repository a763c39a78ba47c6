using Azure.Core;
using Azure.Core.Pipeline;
using Butler.Core.Azure.Http;

namespace Butler.Core.Azure.Tables;

/// <summary>Where a storage account's tables are and how to prove who we are.</summary>
public sealed class TableConnection
{
    private const string EmulatorAccount = "devstoreaccount1";

    // The emulator's key is public: https://learn.microsoft.com/azure/storage/common/storage-connect-azurite
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private TableConnection(Uri address, HttpPipelinePolicy authentication)
    {
        Address = address;
        Authentication = authentication;
    }

    /// <summary>The base address of the table service, ending in a slash.</summary>
    public Uri Address { get; }

    internal HttpPipelinePolicy Authentication { get; }

    /// <summary>Reads a storage connection string, <c>UseDevelopmentStorage=true</c> included.</summary>
    /// <exception cref="FormatException">It is none; the message shows no key.</exception>
    public static TableConnection Parse(string text, TimeProvider time)
    {
        var parts = ConnectionText.Parse(text);
        if (parts.TryGetValue("UseDevelopmentStorage", out var development) && bool.TryParse(development, out var yes) && yes)
        {
            return WithKey(new Uri($"http://127.0.0.1:10002/{EmulatorAccount}/"), EmulatorAccount, EmulatorKey, time);
        }

        if (!parts.TryGetValue("AccountName", out var account) || !parts.TryGetValue("AccountKey", out var key))
        {
            throw new FormatException("The storage connection string lacks AccountName or AccountKey; for Entra ID set AzureWebJobsStorage__accountName instead.");
        }

        var address = parts.TryGetValue("TableEndpoint", out var endpoint)
            ? endpoint.TrimEnd('/') + "/"
            : $"https://{account}.table.{parts.GetValueOrDefault("EndpointSuffix", "core.windows.net")}/";
        return WithKey(new Uri(address), account, key, time);
    }

    /// <summary>The tables of an account, by Entra ID.</summary>
    /// <param name="accountNameOrUri">The account's name, or its table service's address.</param>
    /// <param name="credential">Null: the machine's own.</param>
    public static TableConnection ForAccount(string accountNameOrUri, TokenCredential? credential = null) => new(
        new Uri(accountNameOrUri.Contains("://", StringComparison.Ordinal)
            ? accountNameOrUri.TrimEnd('/') + "/"
            : $"https://{accountNameOrUri}.table.core.windows.net/"),
        PipelineFactory.Bearer(credential ?? PipelineFactory.Credential(), "https://storage.azure.com/.default"));

    private static TableConnection WithKey(Uri address, string account, string key, TimeProvider time) =>
        new(address, new SharedKeyLitePolicy(account, key, time));
}
