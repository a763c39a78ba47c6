using System.Text.Json;
using Butler.RelayAgent.Sense.Qrs;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Commands;

/// <summary>A repository with the tasks the test gives it; every POST is an effect that the process may die at.</summary>
internal sealed class FakeQrs(KillSwitch? kill = null) : IQrs
{
    public const string Reload = "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33";
    public const string External = "11111111-2222-4333-8444-555555555555";

    /// <summary>What each path answers, whatever the filter: the relay has to look for itself.</summary>
    public Dictionary<string, string> Answers { get; } = new()
    {
        ["task/full"] = $$"""
            [
              { "id": "{{Reload}}", "name": "Margin", "taskType": 0, "enabled": true, "app": { "id": "a1", "name": "Margin Cockpit" },
                "tags": [{ "name": "nightly" }], "customProperties": [{ "definition": { "name": "Team" }, "value": "Finance" }, { "definition": { "name": "Load" }, "value": "Heavy" }],
                "operational": { "nextExecution": "1753-01-01T00:00:00.000Z", "lastExecutionResult": { "status": 7, "startTime": "2031-03-14T04:00:00.000Z", "stopTime": "2031-03-14T04:05:00.000Z" } } },
              { "id": "{{External}}", "name": "Script", "taskType": 1, "tags": [{ "name": "nightly" }], "customProperties": [{ "definition": { "name": "Team" }, "value": "Sales" }] }
            ]
            """,
    };

    public List<string> Filters { get; } = [];

    /// <summary>What was asked for by POST, and reached the repository.</summary>
    public List<string> Posts { get; } = [];

    /// <summary>What a POST throws after it has, or has not, been done.</summary>
    public Func<string, (Exception Fault, bool Done)?> PostFault { get; set; } = _ => null;

    /// <summary>What a POST answers; null: nothing.</summary>
    public Func<string, string?> PostAnswer { get; set; } = _ => null;

    public Exception? GetFault { get; set; }

    public Task<JsonElement> GetAsync(string path, string? filter, CancellationToken cancellationToken)
    {
        if (kill is { IsDead: true })
        {
            throw new ProcessKilledException();
        }

        if (filter is not null)
        {
            Filters.Add(filter);
        }

        return (GetFault ?? (Answers.ContainsKey(path) ? null : new QrsException(404, $"There is no {path}"))) is { } fault
            ? Task.FromException<JsonElement>(fault)
            : Task.FromResult(JsonElement.Parse(Answers[path]));
    }

    public async Task ReadRowsAsync(string path, string? filter, Action<JsonElement> row, CancellationToken cancellationToken)
    {
        foreach (var each in (await GetAsync(path, filter, cancellationToken)).EnumerateArray())
        {
            row(each);
        }
    }

    public Task<JsonElement?> PostAsync(string path, JsonElement? body, CancellationToken cancellationToken)
    {
        var fault = PostFault(path);
        if (fault is null or { Done: true })
        {
            _ = kill is null ? Post() : kill.Effect(Post);
        }

        return fault is { } thrown
            ? Task.FromException<JsonElement?>(thrown.Fault)
            : Task.FromResult<JsonElement?>(PostAnswer(path) is { } answer ? JsonElement.Parse(answer) : null);

        bool Post()
        {
            Posts.Add(path);
            return true;
        }
    }

    public Task DeleteAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<byte[]> DownloadAsync(string path, long mostBytes, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
