namespace Butler.Local.Azurite;

/// <summary>What npm and node are given; it lies next to the program.</summary>
internal static class AzuriteFiles
{
    public static string Directory => Path.Combine(AppContext.BaseDirectory, "azurite");
}
