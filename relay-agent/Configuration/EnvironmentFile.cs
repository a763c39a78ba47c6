namespace Butler.RelayAgent.Configuration;

/// <summary>
/// The file <c>environment</c> beside <c>relay.yaml</c>: secrets, as lines <c>NAME=VALUE</c>. systemd reads it as root and hands the values
/// to the relay; on Windows the service reads it itself. A variable of the process wins over the file.
/// </summary>
internal static class EnvironmentFile
{
    public const string Name = "environment";

    /// <summary>The path for a configuration file.</summary>
    public static string Beside(string configuration) => Path.Combine(Path.GetDirectoryName(configuration)!, Name);

    /// <summary>Reads a variable of the process, or else of the file beside the configuration.</summary>
    public static Func<string, string?> Under(Func<string, string?> process)
    {
        var values = new Lazy<IReadOnlyDictionary<string, string>>(() => Read(Beside(RelayConfiguration.PathOf(process))));
        return name => process(name) is { Length: > 0 } value || name == RelayConfiguration.ConfigPathVariable
            ? process(name)
            : values.Value.GetValueOrDefault(name);
    }

    /// <summary>The file's values; none when it does not exist, or this account may not read it.</summary>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        try
        {
            return Parse(File.ReadAllLines(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return new Dictionary<string, string>();
        }
    }

    /// <summary>The values of lines as systemd reads them, without its escapes.</summary>
    public static IReadOnlyDictionary<string, string> Parse(IEnumerable<string> lines)
    {
        var values = new Dictionary<string, string>();
        foreach (var line in lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] is not ('#' or ';')))
        {
            if (line.Split('=', 2) is [var name, var value])
            {
                values[name.Trim()] = Unquoted(value.Trim());
            }
        }

        return values;
    }

    private static string Unquoted(string value) =>
        value is [var quote and ('"' or '\''), .. var inner, var end] && quote == end ? inner : value;
}
