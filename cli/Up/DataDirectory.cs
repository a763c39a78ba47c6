using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Butler.Cli.CommandLine;
using Butler.Local.Files;

namespace Butler.Cli.Up;

/// <summary>The data directory of one <c>butler up</c>, locked while it runs.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream held;

    private DataDirectory(string root, FileStream held)
    {
        Root = root;
        this.held = held;
    }

    public string Root { get; }

    public string ServiceBus => Made("servicebus");

    public string Tables => Made("tables");

    public string Blobs => Made("blobs");

    public string Journal => Made("journal");

    public string Sense => Made("sense");

    /// <summary>The file with this run's addresses and processes.</summary>
    public string UpFile => PathOf("up.json");

    /// <exception cref="RefusedCommandException">Another <c>butler up</c> uses the directory, or it cannot be written.</exception>
    public static DataDirectory Open(string path)
    {
        var root = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(root);
            return new DataDirectory(
                root, new FileStream(Path.Combine(root, "up.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (File.Exists(Path.Combine(root, "up.lock")))
        {
            throw new RefusedCommandException($"{root} is in use by another 'butler up'{Holder(root)}; give this one another --data", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedCommandException($"{root} cannot be used for --data: {e.Message}", e);
        }
    }

    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>A key of this system, created at the first run and kept.</summary>
    public string Key(string name)
    {
        var path = KeyFile(name);
        if (!File.Exists(path))
        {
            WholeFile.Write(path, Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));
        }

        return File.ReadAllText(path).Trim();
    }

    /// <summary>The file of a key.</summary>
    public string KeyFile(string name) => PathOf($"{name}.key");

    public void Dispose() => held.Dispose();

    private string Made(string name) => Directory.CreateDirectory(PathOf(name)).FullName;

    private static string Holder(string root)
    {
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "up.json")));
            return $" (process {file.RootElement.GetProperty("pid").GetInt32()})";
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException)
        {
            // It has just started, and has not written the file yet.
            return "";
        }
    }
}
