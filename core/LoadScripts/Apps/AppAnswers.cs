using System.Text.Json;
using System.Text.Json.Serialization;
using Butler.Core.LoadScripts.Tasks;

namespace Butler.Core.LoadScripts.Apps;

/// <summary>What became of a reload.</summary>
public sealed record ReloadAnswer
{
    /// <summary>The app.</summary>
    public required string AppId { get; init; }

    /// <summary>Whether the script completed; null while it runs.</summary>
    public bool? Reloaded { get; init; }

    /// <summary>Whether the app was saved after the reload; null while it runs.</summary>
    public bool? Saved { get; init; }

    /// <summary>The script log's name in the engine.</summary>
    public string? ScriptLog { get; init; }

    /// <summary>Why the reload failed.</summary>
    public string? Reason { get; init; }

    /// <summary>The tasks that were started after the reload.</summary>
    public IReadOnlyList<StartedTask>? Started { get; init; }

    /// <summary>The tasks that were not started after the reload.</summary>
    public IReadOnlyList<StartedTask>? NotStarted { get; init; }

    /// <summary>Whether the reload goes on.</summary>
    public bool? Pending { get; init; }

    /// <summary>The command; its status is at <c>/v4/commands/{id}</c>.</summary>
    public string? CommandId { get; init; }
}

/// <summary>An app of a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
public sealed record AppAnswer(string Id, string? Name)
{
    /// <summary>The stream that it is published to; null for an app that is not published.</summary>
    public string? Stream { get; init; }
}

/// <summary>Source-generated JSON of apps.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReloadAnswer))]
[JsonSerializable(typeof(IReadOnlyList<AppAnswer>))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class AppsJson : JsonSerializerContext;
