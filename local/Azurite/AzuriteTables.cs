using System.Globalization;
using Butler.Local.Processes;

namespace Butler.Local.Azurite;

/// <summary>Azurite's table service as a child process.</summary>
internal static class AzuriteTables
{
    public const string PartName = "azurite";

    /// <summary>The default account of every Azurite; its key is public.</summary>
    public const string Account = "devstoreaccount1";
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    public static string ConnectionString(int port) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={AccountKey};TableEndpoint=http://127.0.0.1:{port}/{Account};";

    /// <summary>Runs node directly: after a kill, a wrapper process would leave node running.</summary>
    public static SupervisedPart Part(string entryPoint, int port, string directory) => new()
    {
        Name = PartName,
        Start = new ChildStart(NodeJs.Node,
        [
            "--require", Path.Combine(AzuriteFiles.Directory, "azurite-guard.js"),
            entryPoint,
            "--tableHost", "127.0.0.1",
            "--tablePort", port.ToString(CultureInfo.InvariantCulture),
            "--location", directory,
            "--silent", "--skipApiVersionCheck", "--disableProductStyleUrl", "--disableTelemetry",
        ]),
        IsReadyLine = line => line.Contains("successfully started", StringComparison.Ordinal),
        ShowsOutput = false,
        AskToEnd = child => child.CloseInput(),
    };
}
