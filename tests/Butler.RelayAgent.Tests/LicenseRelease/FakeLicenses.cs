using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.RelayAgent.Sense.Qrs;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.LicenseRelease;

/// <summary>
/// A repository with access licenses and users. It ignores filters of dates, so that the relay has to look for itself. Every request for
/// licenses is an effect that the process may die at.
/// </summary>
internal sealed class FakeLicenses : IQrs
{
    private readonly Dictionary<string, List<JsonObject>> accesses = new() { ["professional"] = [], ["analyzer"] = [] };
    private readonly List<JsonObject> users = [];
    private readonly Lock gate = new();
    private int next;

    /// <summary>Kills the process at a request.</summary>
    public KillSwitch Kill { get; } = new();

    /// <summary>The requests, as method, path and filter.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The users whose license was deleted, in order.</summary>
    public List<string> Deleted { get; } = [];

    /// <summary>What a request fails with, by method and path; null: it succeeds.</summary>
    public Func<string, QrsException?> Fault { get; set; } = _ => null;

    /// <summary>What a deletion is answered with after it was done, by the user; null: it succeeds.</summary>
    public Func<string, QrsException?> FaultAfterDeletion { get; set; } = _ => null;

    /// <summary>Runs before a request, with its method and path.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>Adds a user with a license.</summary>
    /// <returns>The row of the license, which the test may change.</returns>
    public JsonObject Add(
        string user, DateTimeOffset? lastUsed, string type = "analyzer", Action<JsonObject>? change = null, string directory = "NORD")
    {
        next++;
        var row = new JsonObject
        {
            ["id"] = $"{next:x8}-0000-4000-8000-000000000001",
            ["userId"] = user,
            ["userDirectory"] = directory,
            ["inactive"] = false,
            ["blacklisted"] = false,
            ["removedExternally"] = false,
            ["tags"] = new JsonArray(),
            ["customProperties"] = new JsonArray(),
        };
        change?.Invoke(row);
        users.Add(row);
        var access = new JsonObject
        {
            ["id"] = $"{next:x8}-0000-4000-8000-000000000002",
            ["createdDate"] = "2029-02-05T09:30:00.000Z",
            ["lastUsed"] = lastUsed is { } used ? $"{used.UtcDateTime:s}.000Z" : "1753-01-01T00:00:00.000Z",
            ["quarantined"] = false,
            ["user"] = new JsonObject { ["id"] = row["id"]!.GetValue<string>(), ["userId"] = user, ["userDirectory"] = directory },
        };
        accesses[type].Add(access);
        return access;
    }

    /// <summary>Forgets a user, whose license stays.</summary>
    public void Forget(string user) => users.RemoveAll(row => row["userId"]!.GetValue<string>() == user);

    /// <summary>The license of a user; null when it was released.</summary>
    public JsonObject? Of(string user) =>
        accesses.Values.SelectMany(rows => rows).FirstOrDefault(row => row["user"]?["userId"]?.GetValue<string>() == user);

    /// <summary>Removes a license, as an administrator does.</summary>
    public void Remove(string user)
    {
        foreach (var rows in accesses.Values)
        {
            rows.RemoveAll(row => row["user"]?["userId"]?.GetValue<string>() == user);
        }
    }

    public Task<JsonElement> GetAsync(string path, string? filter, CancellationToken cancellationToken) => Request(
        "GET",
        path,
        filter,
        () => path.Split('/') switch
        {
            ["about"] => "{}",
            ["user", "full"] => Rows(users.Where(row => filter!.Contains(row["id"]!.GetValue<string>(), StringComparison.Ordinal))),
            ["license", var type, var id] => Find(type, id).ToJsonString(),
            _ => throw new QrsException(404, $"GET /qrs/{path} does not exist (404)."),
        },
        json => JsonElement.Parse(json));

    public Task ReadRowsAsync(string path, string? filter, Action<JsonElement> row, CancellationToken cancellationToken) => Request(
        "GET",
        path,
        filter,
        () => Rows(accesses[Type(path.Split('/')[1])]),
        json =>
        {
            foreach (var each in JsonElement.Parse(json).EnumerateArray())
            {
                row(each);
            }

            return true;
        });

    public Task DeleteAsync(string path, CancellationToken cancellationToken) => Request(
        "DELETE",
        path,
        null,
        () =>
        {
            var parts = path.Split('/');
            var access = Find(parts[1], parts[2]);
            accesses[Type(parts[1])].Remove(access);
            var user = access["user"]!["userId"]!.GetValue<string>();
            Deleted.Add(user);
            return user;
        },
        user => FaultAfterDeletion(user) is { } fault ? throw fault : true);

    public Task<JsonElement?> PostAsync(string path, JsonElement? body, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<byte[]> DownloadAsync(string path, long mostBytes, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private static string Type(string path) => path[..^"accesstype".Length];

    private static string Rows(IEnumerable<JsonObject> rows) => $"[{string.Join(',', rows.Select(row => row.ToJsonString()))}]";

    private JsonObject Find(string type, string id) => accesses[Type(type)].Find(row => row["id"]!.GetValue<string>() == id)
        ?? throw new QrsException(404, $"/qrs/license/{type}/{id} does not exist (404).");

    private async Task<T> Request<T>(string method, string path, string? filter, Func<string> act, Func<string, T> answer)
    {
        await Task.Yield();
        string found;
        lock (gate)
        {
            // Users are read in parallel, in batches whose number depends on the threads.
            found = path.StartsWith("user/", StringComparison.Ordinal) ? Act() : Kill.Effect(Act);
        }

        return answer(found);

        string Act()
        {
            var request = $"{method} {path}";
            Asked.Add(filter is null ? request : $"{request} where {filter}");
            Before(request);
            return Fault(request) is { } fault ? throw fault : act();
        }
    }
}
