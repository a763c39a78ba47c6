namespace Butler.Local.Azurite;

/// <summary>The files for npm and node, in the program's folder.</summary>
internal static class AzuriteFiles
{
    public static string Directory => Path.Combine(AppContext.BaseDirectory, "azurite");
}
