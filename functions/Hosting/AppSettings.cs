using Azure.Storage.Blobs;
using Butler.Core.Api;
using Butler.Core.Azure.Http;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.QlikCloud;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Hosting;

/// <summary>The app settings that the triggers use too, so that the app and its triggers use the same namespace and account.</summary>
internal static class AppSettings
{
    /// <summary><c>ServiceBus</c> with a connection string, or <c>ServiceBus__fullyQualifiedNamespace</c> for Entra ID.</summary>
    /// <exception cref="FormatException">Neither is set, or it is malformed.</exception>
    public static ServiceBusConnection ServiceBus(Func<string, string?> environment)
    {
        if ((environment("ServiceBus") ?? environment("AzureWebJobsServiceBus")) is { Length: > 0 } connection)
        {
            return ServiceBusConnection.Parse(connection);
        }

        return environment("ServiceBus__fullyQualifiedNamespace") is { Length: > 0 } name
            ? ServiceBusConnection.Parse(name, PipelineFactory.Credential(environment("ServiceBus__clientId")))
            : throw new FormatException("Set the app setting ServiceBus (a connection string) or ServiceBus__fullyQualifiedNamespace.");
    }

    /// <summary>
    /// <c>AzureWebJobsStorage</c> with a connection string, or <c>__accountName</c> or <c>__tableServiceUri</c> for Entra ID.
    /// </summary>
    /// <exception cref="FormatException">None is set, or it is malformed.</exception>
    public static TableConnection Tables(Func<string, string?> environment)
    {
        if (environment("AzureWebJobsStorage") is { Length: > 0 } connection)
        {
            return TableConnection.FromConnectionString(connection);
        }

        var named = environment("AzureWebJobsStorage__tableServiceUri") ?? environment("AzureWebJobsStorage__accountName");
        return named is { Length: > 0 } account
            ? TableConnection.ForAccount(account, PipelineFactory.Credential(environment("AzureWebJobsStorage__clientId")))
            : throw new FormatException(
                "Set the app setting AzureWebJobsStorage (a connection string) or AzureWebJobsStorage__accountName.");
    }

    /// <summary><c>BUTLER_QLIK_CLOUD</c>: the address that stands for every tenant of Qlik Cloud; null: the tenants' own.</summary>
    /// <exception cref="FormatException">It is not an address.</exception>
    public static Uri? QlikCloud(Func<string, string?> environment) => environment(CloudClients.LocalVariable) switch
    {
        null or "" => null,
        { } text when Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" => address,
        _ => throw new FormatException($"The app setting {CloudClients.LocalVariable} is not an address with http or https."),
    };

    /// <summary>
    /// The blobs of the same account: <c>AzureWebJobsStorage</c> with a connection string, or <c>__accountName</c> or
    /// <c>__blobServiceUri</c> for Entra ID.
    /// </summary>
    /// <exception cref="UnavailableException">None is set, or it is malformed.</exception>
    public static BlobServiceClient Blobs(Func<string, string?> environment)
    {
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2020_12_06);
        PipelineFactory.Configure(options, retries: 3, TimeSpan.FromSeconds(60));
        if (environment("AzureWebJobsStorage") is { Length: > 0 } connection)
        {
            try
            {
                return new BlobServiceClient(connection, options);
            }
            catch (FormatException e)
            {
                throw new UnavailableException($"The app setting AzureWebJobsStorage has no blob service: {e.Message}");
            }
        }

        var uri = environment("AzureWebJobsStorage__blobServiceUri") is { Length: > 0 } named ? named
            : environment("AzureWebJobsStorage__accountName") is { Length: > 0 } account ? $"https://{account}.blob.core.windows.net"
            : throw new UnavailableException(
                "Set the app setting AzureWebJobsStorage (a connection string), AzureWebJobsStorage__blobServiceUri or __accountName.");
        return new BlobServiceClient(new Uri(uri), PipelineFactory.Credential(environment("AzureWebJobsStorage__clientId")), options);
    }

    /// <summary>The file or blob that <c>BUTLER_CONFIG</c> names; without it, <c>butler.yaml</c> beside the app.</summary>
    public static IConfigurationText Configuration(Func<string, string?> environment) => environment("BUTLER_CONFIG") switch
    {
        { Length: > 0 } url when url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) => new ConfigurationBlob(new Uri(url)),
        { Length: > 0 } path => new ConfigurationFile(path),
        _ => new ConfigurationFile(Path.Combine(AppContext.BaseDirectory, "butler.yaml")),
    };

    /// <summary>
    /// The operator's templates: in <c>BUTLER_TEMPLATES</c>, and in <c>templates</c> beside the configuration if that is a file. The
    /// shipped templates are in <c>templates</c> beside the app.
    /// </summary>
    public static TemplatePlaces Templates(Func<string, string?> environment)
    {
        var own = environment("BUTLER_TEMPLATES") is { Length: > 0 } named ? Path.GetFullPath(named) : null;
        var beside = environment("BUTLER_CONFIG") switch
        {
            { Length: > 0 } url when url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) => null,
            { Length: > 0 } path => Path.GetDirectoryName(Path.GetFullPath(path)),
            _ => AppContext.BaseDirectory,
        };
        return new TemplatePlaces
        {
            Own = [.. new[] { own, beside is null ? null : Path.Combine(beside, "templates") }.OfType<string>()],
            Base = beside ?? own,
            Shipped = Path.Combine(AppContext.BaseDirectory, "templates"),
        };
    }
}
