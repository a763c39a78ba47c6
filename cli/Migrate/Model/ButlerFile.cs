using System.Globalization;
using Butler.Core.Configuration;

namespace Butler.Cli.Migrate.Model;

/// <summary>The configuration file of Butler, the Node.js tool, with the faults found in it.</summary>
internal sealed class ButlerFile
{
    public const string Root = "Butler";

    /// <summary>Many times Butler's own sample file.</summary>
    private const int MaxBytes = 4 * 1024 * 1024;

    private const int MaxValues = 100_000;

    private readonly List<ConfigurationFault> faults = [];
    private readonly string name;
    private readonly YamlTree root;

    private ButlerFile(string name, YamlTree root)
    {
        this.name = name;
        this.root = root;
        Ledger = new KeyLedger(root);
    }

    public KeyLedger Ledger { get; }

    /// <summary>The section below the root key.</summary>
    public ButlerSection Butler => new(this, root.Keys![Root], Root, root.Keys[Root].Line);

    /// <summary>The faults so far, in the order of the file.</summary>
    public IReadOnlyList<ConfigurationFault> Faults => [.. faults.Distinct().OrderBy(fault => fault.Line)];

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">The file is not valid YAML, or not a configuration of Butler.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<ButlerFile> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        if (file.Length > MaxBytes)
        {
            throw Fault(file, 0, string.Create(
                CultureInfo.InvariantCulture,
                $"has {file.Length} bytes, expected at most {MaxBytes}; name the configuration file that Butler is started with"));
        }

        var text = FileText.Decode(file.FullName, await File.ReadAllBytesAsync(file.FullName, cancellationToken));
        var root = YamlTree.Read(file.FullName, text, MaxValues);
        return root.Keys switch
        {
            { } keys when keys.TryGetValue(Root, out var butler) => butler.Keys is not null
                ? new ButlerFile(file.FullName, root)
                : throw Fault(file, butler.Line, $"the root key {Root} has no keys below it; indent them"),
            { } keys when keys.ContainsKey("channels") || keys.ContainsKey("serviceBus") =>
                throw Fault(file, root.Line, "is a configuration file of this product already; name Butler's own file"),
            { } keys when keys.ContainsKey("butlerSchedule") =>
                throw Fault(file, root.Line, "is Butler's schedule file; name its configuration file, and this one with --schedules"),
            _ => throw Fault(
                file, root.Line, $"has no root key {Root}, so it is not a configuration file of Butler; name the one it is started with"),
        };
    }

    public void Fail(int line, string path, string message) => faults.Add(new ConfigurationFault(name, line, path, message));

    private static ConfigurationException Fault(FileInfo file, int line, string message) =>
        new([new ConfigurationFault(file.FullName, line, "", message)]);
}
