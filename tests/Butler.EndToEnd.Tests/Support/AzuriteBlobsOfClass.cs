using Azure.Core.Pipeline;
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

    private int port;

    /// <summary>The service's client.</summary>
    public BlobServiceClient Client => Connect(port);

    public async ValueTask InitializeAsync()
    {
        var entryPoint = await new AzuriteInstallation(NullLogger.Instance, directory.FullName).EnsureAsync(CancellationToken.None);
        port = LoopbackPort.Tcp();
        process = new SupervisedProcess(
            AzuriteBlobs.Part(entryPoint, port, directory.FullName), NullLogger.Instance, TimeProvider.System);
        await process.StartAsync(CancellationToken.None);
    }

    /// <summary>A client whose requests pass through a handler.</summary>
    public BlobServiceClient ClientThrough(DelegatingHandler handler)
    {
        handler.InnerHandler = new SocketsHttpHandler();
        return Connect(port, new HttpClientTransport(handler));
    }

    /// <summary>A client of the service on a port.</summary>
    internal static BlobServiceClient Connect(int port, HttpPipelineTransport? transport = null)
    {
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2020_12_06);
        options.Transport = transport ?? options.Transport;
        return new BlobServiceClient(AzuriteTables.ConnectionString(1) + AzuriteBlobs.Endpoint(port), options);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        directory.Delete(recursive: true);
    }
}
