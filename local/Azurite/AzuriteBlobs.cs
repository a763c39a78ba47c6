using System.Globalization;
using Butler.Local.Processes;

namespace Butler.Local.Azurite;

/// <summary>Azurite's blob service as a child process.</summary>
internal static class AzuriteBlobs
{
    private const string TableEntry = "table";
    private const string BlobEntry = "blob";

    /// <summary>The part of a connection string that names the service.</summary>
    public static string Endpoint(int port) => string.Create(
        CultureInfo.InvariantCulture, $"BlobEndpoint=http://127.0.0.1:{port}/{AzuriteTables.Account};");

    /// <param name="entryPoint">The entry point of the table service, beside which that of the blob service lies.</param>
    /// <param name="port">The port.</param>
    /// <param name="directory">The folder of the blobs.</param>
    public static SupervisedPart Part(string entryPoint, int port, string directory)
    {
        var tables = Path.GetDirectoryName(entryPoint)!;
        return new SupervisedPart
        {
            Name = "blobs",
            Start = new ChildStart(NodeJs.Node,
            [
                "--require", Path.Combine(AzuriteFiles.Directory, "azurite-guard.js"),
                Path.Combine(tables[..^TableEntry.Length] + BlobEntry, Path.GetFileName(entryPoint)),
                "--blobHost", "127.0.0.1",
                "--blobPort", port.ToString(CultureInfo.InvariantCulture),
                "--location", directory,
                "--silent", "--skipApiVersionCheck", "--disableProductStyleUrl", "--disableTelemetry",
            ]),
            IsReadyLine = line => line.Contains("successfully listens", StringComparison.Ordinal),
            ShowsOutput = false,
            AskToEnd = child => child.CloseInput(),
        };
    }
}
