using Azure.Core;
using Azure.Data.Tables;
using Butler.Core.Azure.Http;

namespace Butler.Core.Azure.Tables;

/// <summary>The address of a storage account's tables, and how to authenticate.</summary>
public sealed class TableConnection
{
    private readonly Func<TableClientOptions, TableServiceClient> open;

    private TableConnection(Func<TableClientOptions, TableServiceClient> open) => this.open = open;

    /// <summary>
    /// Connects with a storage connection string, including <c>UseDevelopmentStorage=true</c>. The client parses it when it is created.
    /// </summary>
    public static TableConnection FromConnectionString(string text) => new(options =>
    {
        try
        {
            return new TableServiceClient(Normalized(text), options);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // The SDK's exception is left out: it may quote a part of the connection string.
            throw new FormatException(
                "The storage connection string is malformed or lacks AccountName or AccountKey; "
                + "for Entra ID set AzureWebJobsStorage__accountName instead.");
        }
    });

    /// <summary>Connects to the tables of an account with Entra ID.</summary>
    /// <param name="accountNameOrUri">The account's name, or its table service's address.</param>
    /// <param name="credential">The credential; null: the machine's own.</param>
    public static TableConnection ForAccount(string accountNameOrUri, TokenCredential? credential = null)
    {
        var address = new Uri(accountNameOrUri.Contains("://", StringComparison.Ordinal)
            ? accountNameOrUri.TrimEnd('/')
            : $"https://{accountNameOrUri}.table.core.windows.net");
        return new(options => new TableServiceClient(address, credential ?? PipelineFactory.Credential(), options));
    }

    internal TableServiceClient Open(TableClientOptions options) => open(options);

    /// <summary>Removes blanks around the parts and the slash after an endpoint's path: the SDK accepts neither.</summary>
    private static string Normalized(string text) => string.Join(
        ';',
        text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.StartsWith("TableEndpoint=", StringComparison.OrdinalIgnoreCase) ? part.TrimEnd('/') : part));
}
