using Butler.Local.Azurite;
using Butler.Local.Processes;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.EndToEnd.Tests.Support;

/// <summary>Azurite's table service of one test, on a free port.</summary>
internal sealed class Azurite : IAsyncDisposable
{
    private readonly SupervisedProcess process;
    private readonly DirectoryInfo directory;

    private Azurite(SupervisedProcess process, DirectoryInfo directory, int port)
    {
        (this.process, this.directory, Port) = (process, directory, port);
    }

    public int Port { get; }

    public static async Task<Azurite> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("butler-azurite-");
        var entryPoint = await new AzuriteInstallation(NullLogger.Instance, directory.FullName).EnsureAsync(CancellationToken.None);
        var port = LoopbackPort.Tcp();
        var process = new SupervisedProcess(
            AzuriteTables.Part(entryPoint, port, directory.FullName), NullLogger.Instance, TimeProvider.System);
        await process.StartAsync(CancellationToken.None);
        return new Azurite(process, directory, port);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        directory.Delete(recursive: true);
    }
}
