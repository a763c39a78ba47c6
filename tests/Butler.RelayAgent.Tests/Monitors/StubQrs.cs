using System.Text.Json;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Tests.Monitors;

/// <summary>A repository service that gives the scripted answers.</summary>
internal sealed class StubQrs : IQrs
{
    private readonly Dictionary<string, string> answers = [];

    /// <summary>The paths that were asked for.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The failure of all calls; null: they succeed.</summary>
    public QrsException? Failure { get; set; }

    /// <summary>Sets the answer of a path.</summary>
    public void Answer(string path, string json) => answers[path] = json;

    public Task<JsonElement> GetAsync(string path, string? filter, CancellationToken cancellationToken)
    {
        Asked.Add(path);
        return Failure is { } failure ? Task.FromException<JsonElement>(failure)
            : answers.TryGetValue(path, out var json) ? Task.FromResult(JsonElement.Parse(json))
            : Task.FromException<JsonElement>(new QrsException(404, $"GET /qrs/{path} does not exist (404)."));
    }

    public Task ReadRowsAsync(string path, string? filter, Action<JsonElement> row, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<JsonElement?> PostAsync(string path, JsonElement? body, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task DeleteAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<byte[]> DownloadAsync(string path, long mostBytes, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
