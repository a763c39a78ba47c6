using Azure.Core;
using Azure.Data.Tables;
using Butler.Core.Azure.Http;

namespace Butler.Core.Azure.Tables;

/// <summary>Where a storage account's tables are and how to prove who we are.</summary>
public sealed class TableConnection
{
    private readonly Func<TableClientOptions, TableServiceClient> open;

    private TableConnection(Func<TableClientOptions, TableServiceClient> open) => this.open = open;

    /// <summary>By a storage connection string, <c>UseDevelopmentStorage=true</c> included. It is read when the client is made.</summary>
    public static TableConnection FromConnectionString(string text) => new(options =>
    {
        try
        {
            return new TableServiceClient(Normalized(text), options);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // Without the SDK's exception, which may quote a part.
            throw new FormatException(
                "The storage connection string is malformed or lacks AccountName or AccountKey; "
                + "for Entra ID set AzureWebJobsStorage__accountName instead.");
        }
    });

    /// <summary>The tables of an account, by Entra ID.</summary>
    /// <param name="accountNameOrUri">The account's name, or its table service's address.</param>
    /// <param name="credential">Null: the machine's own.</param>
    public static TableConnection ForAccount(string accountNameOrUri, TokenCredential? credential = null)
    {
        var address = new Uri(accountNameOrUri.Contains("://", StringComparison.Ordinal)
            ? accountNameOrUri.TrimEnd('/')
            : $"https://{accountNameOrUri}.table.core.windows.net");
        return new(options => new TableServiceClient(address, credential ?? PipelineFactory.Credential(), options));
    }

    internal TableServiceClient Open(TableClientOptions options) => open(options);

    /// <summary>The SDK takes neither blanks around the parts nor a slash behind the path of an endpoint.</summary>
    private static string Normalized(string text) => string.Join(
        ';',
        text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.StartsWith("TableEndpoint=", StringComparison.OrdinalIgnoreCase) ? part.TrimEnd('/') : part));
}
