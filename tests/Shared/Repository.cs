using System.Text.Json;

namespace Butler;

/// <summary>The files of the repository that tests look at.</summary>
internal static class Repository
{
    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The repository's root: the nearest folder above the test with the solution in it.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>Compares a text with a file that is kept; with <c>BUTLER_UPDATE_EXPECTED=1</c> it writes the file instead.</summary>
    public static void ShouldMatch(string path, string actual)
    {
        var file = PathOf(path);
        if (Environment.GetEnvironmentVariable("BUTLER_UPDATE_EXPECTED") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        actual.ShouldBe(File.ReadAllText(file), $"{path} differs; if that is meant, run the tests once with BUTLER_UPDATE_EXPECTED=1");
    }

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "Butler.Functions.sln")) ? directory : Find(Path.GetDirectoryName(directory)!);
}
