using System.Text.Json.Nodes;
using Butler.Cli.RunningApp;
using Butler.Functions.Preview;
using Butler.Functions.Preview.Samples;

namespace Butler.Cli.Send;

/// <summary>
/// Lets the function app raise an event of a monitor. A relay's monitors find these events themselves, so no datagram can carry one.
/// </summary>
internal sealed record MonitorCall
{
    /// <summary>The types that can be sent.</summary>
    public static IReadOnlyList<string> Types => SampleFields.Types;

    /// <summary>One of <see cref="Types"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The values that replace those of the sample, by the names of the fields; a value may be null.</summary>
    public IReadOnlyDictionary<string, string?> Fields { get; init; } = new Dictionary<string, string?>();

    /// <summary>The site; null for the app's first one.</summary>
    public string? Site { get; init; }

    /// <summary>The site's environment; null for none.</summary>
    public string? Environment { get; init; }

    /// <summary>How many events are raised.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whether a type is one of a monitor.</summary>
    public static bool IsMonitors(string? type) => Types.Contains(type, StringComparer.OrdinalIgnoreCase);

    /// <summary>Raises the events.</summary>
    /// <param name="app">The function app.</param>
    /// <param name="output">Receives a line for each event.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <exception cref="ApiException">The app cannot be reached, or refuses.</exception>
    public async Task SendAsync(ButlerApi app, TextWriter output, CancellationToken cancellationToken)
    {
        var body = new JsonObject(Fields.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value)));
        var path = $"events/{Type}/sample{ButlerApi.Query(("site", Site), ("environment", Environment))}";
        for (var number = 0; number < Count; number++)
        {
            var raised = await app.PostAsync(
                path, System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()), SampleEventJson.Default.RaisedEvent, cancellationToken);
            await output.WriteLineAsync($"The function app raised {raised.Type} of {raised.Subject ?? "no subject"} as {raised.Id}");
        }
    }
}
