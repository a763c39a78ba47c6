namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>A function app in a directory: host.json, and a folder with a function.json for each function.</summary>
internal sealed record AppRoot(string Directory, HostJson Host, IReadOnlyList<FunctionDefinition> Functions)
{
    /// <exception cref="AppRootException">The app root has faults.</exception>
    public static AppRoot Read(string directory, IReadOnlyDictionary<string, string> appSettings)
    {
        var faults = new List<string>();
        var host = HostJsonReader.Read(directory, needsHandler: true, faults);
        var reader = new FunctionJsonReader(new AppSettings(appSettings), faults);
        var names = System.IO.Directory.Exists(directory)
            ? System.IO.Directory.GetDirectories(directory)
                .Where(d => File.Exists(Path.Combine(d, "function.json")))
                .Select(d => Path.GetFileName(d))
                .Order(StringComparer.Ordinal)
                .ToList()
            : [];

        // Some file systems allow folders that differ only by case; in Azure the names of functions must differ in more.
        foreach (var same in names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            faults.Add($"{string.Join(", ", same)}: function names that differ in case only");
        }

        var functions = names.Select(n => reader.Read(directory, n)).OfType<FunctionDefinition>().ToList();
        return faults.Count == 0 ? new AppRoot(directory, host, functions) : throw new AppRootException(faults);
    }
}
