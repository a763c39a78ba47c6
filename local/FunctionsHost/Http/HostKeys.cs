using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Butler.Local.Files;
using Butler.Local.FunctionsHost.Configuration;

namespace Butler.Local.FunctionsHost.Http;

/// <summary>The keys for callers, created at the first run and kept.</summary>
internal sealed record HostKeys(string Master, string Function)
{
    private const string FileName = "keys.json";

    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, FileName);

    public static HostKeys LoadOrCreate(string dataDirectory)
    {
        var path = PathIn(dataDirectory);
        if (File.Exists(path))
        {
            return JsonSerializer.Deserialize<HostKeys>(File.ReadAllBytes(path))
                ?? throw new AppRootException([$"{path}: has no keys; delete it to create new ones"]);
        }

        var keys = new HostKeys(NewKey(), NewKey());
        Directory.CreateDirectory(dataDirectory);
        WholeFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(keys));
        return keys;
    }

    /// <summary>Whether a request has the required key, in the header or else in the query.</summary>
    public bool Allows(AuthLevel level, HttpRequest request)
    {
        if (level == AuthLevel.Anonymous)
        {
            return true;
        }

        var shown = request.Headers.TryGetValue("x-functions-key", out var header) ? header.ToString() : request.Query["code"].ToString();
        return Same(shown, Master) || (level == AuthLevel.Function && Same(shown, Function));
    }

    private static bool Same(string shown, string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(key));

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}
