using Azure.Storage.Blobs;
using Butler.Local.Azurite;
using Butler.Local.Processes;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.EndToEnd.Tests.Support;

/// <summary>One blob service of Azurite for all tests of a class.</summary>
public sealed class AzuriteBlobsOfClass : IAsyncLifetime
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("butler-blobs-");
    private SupervisedProcess? process;

    /// <summary>The service's client.</summary>
    public BlobServiceClient Client { get; private set; } = new(new Uri("http://invalid.invalid"));

    public async ValueTask InitializeAsync()
    {
        var entryPoint = await new AzuriteInstallation(NullLogger.Instance, directory.FullName).EnsureAsync(CancellationToken.None);
        var port = LoopbackPort.Tcp();
        process = new SupervisedProcess(
            AzuriteBlobs.Part(entryPoint, port, directory.FullName), NullLogger.Instance, TimeProvider.System);
        await process.StartAsync(CancellationToken.None);
        Client = Connect(port);
    }

    /// <summary>A client of the service on a port.</summary>
    internal static BlobServiceClient Connect(int port) => new(
        AzuriteTables.ConnectionString(1) + AzuriteBlobs.Endpoint(port),
        new BlobClientOptions(BlobClientOptions.ServiceVersion.V2020_12_06));

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        directory.Delete(recursive: true);
    }
}
