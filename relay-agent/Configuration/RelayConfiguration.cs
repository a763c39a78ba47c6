using Butler.Core.Configuration;
using Butler.RelayAgent.Journal;

namespace Butler.RelayAgent.Configuration;

/// <summary>Finds and reads <c>relay.yaml</c>.</summary>
internal static class RelayConfiguration
{
    /// <summary>The variable that names the file.</summary>
    public const string ConfigPathVariable = "BUTLER_RELAY_CONFIG";

    /// <summary>The file in <c>BUTLER_RELAY_CONFIG</c>, or the one beside the program.</summary>
    public static string PathOf(Func<string, string?> environment) =>
        Path.GetFullPath(environment(ConfigPathVariable) is { Length: > 0 } named
        ? named
        : BesideProgram());

    /// <summary>An installation on Linux puts a link there; the paths in the file and the secrets belong to where it leads.</summary>
    private static string BesideProgram()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "relay.yaml");
        return File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
    }

    /// <summary>Reads the file in <c>BUTLER_RELAY_CONFIG</c>, or the one beside the program.</summary>
    /// <exception cref="ConfigurationException">The file has faults; the exception lists all of them.</exception>
    public static RelayOptions Read(Func<string, string?> environment) => Read(environment, out _);

    /// <summary>
    /// Like <see cref="Read(Func{string, string?})"/>, with warnings of values that are probably unintended.
    /// </summary>
    /// <exception cref="ConfigurationException">The file has faults; the exception lists all of them.</exception>
    public static RelayOptions Read(Func<string, string?> environment, out IReadOnlyList<ConfigurationFault> warnings)
    {
        var path = PathOf(environment);
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([new ConfigurationFault(path, 0, "", $"cannot be read (--config or {ConfigPathVariable} names "
                + $"the file): {problem.Message}")]);
        }

        var overrides = new EnvironmentOverrides(environment);
        var text = FileText.Decode(path, content);
        var type = new RelayOptionsReader(overrides).Type();
        var options = YamlFile.Read(path, text, type, environment, out warnings);
        return WithFullPaths(options, path, overrides.Has(JournalOptionsReader.DirectoryVariable)) with
        {
            Shown = YamlFile.Show(path, text, type, environment),
        };
    }

    /// <summary>Paths in the file are relative to the file's folder, and paths in the environment to the working directory.</summary>
    private static RelayOptions WithFullPaths(RelayOptions options, string file, bool journalFromEnvironment)
    {
        var fileDirectory = Path.GetDirectoryName(file)!;
        string? Full(string? path) => path is null ? null : Path.GetFullPath(path, fileDirectory);
        return options with
        {
            File = file,
            Journal = options.Journal with
            {
                Directory = journalFromEnvironment
                    ? Path.GetFullPath(options.Journal.Directory)
                    : Path.GetFullPath(options.Journal.Directory, fileDirectory),
            },
            Qrs = options.Qrs is { } qrs
                ? qrs with { Certificate = Full(qrs.Certificate), Key = Full(qrs.Key), Pfx = Full(qrs.Pfx), Ca = Full(qrs.Ca) }
                : null,
            ScriptLog = options.ScriptLog with
            {
                Store = options.ScriptLog.Store with { Directory = Full(options.ScriptLog.Store.Directory) },
            },
            Commands = options.Commands with
            {
                Deliver = options.Commands.Deliver is { Count: 0 } none ? none : options.Commands.Deliver.ToDictionary(
                    each => each.Key,
                    each => each.Value with
                    {
                        Ca = Full(each.Value.Ca),
                        Mqtt = each.Value.Mqtt?.WithFullPaths(fileDirectory),
                        Smtp = each.Value.Smtp is { } smtp ? smtp with { Ca = Full(smtp.Ca) } : null,
                    }),
            },
            Api = options.Api is { } api ? api with { Certificate = Full(api.Certificate), Key = Full(api.Key) } : null,
            Log = options.Log with { Directory = Full(options.Log.Directory) },
        };
    }
}
