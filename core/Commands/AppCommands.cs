using System.Text.Json;
using Butler.Core.Configuration;

namespace Butler.Core.Commands;

/// <summary>A page of the site's apps.</summary>
public sealed record AppListResult
{
    /// <summary>The total number of matching apps.</summary>
    public int Total { get; init; }

    /// <summary>The requested page.</summary>
    public IReadOnlyList<ListedApp> Apps { get; init; } = [];
}

/// <summary>An app.</summary>
public sealed record ListedApp
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>The stream it is published to.</summary>
    public string? Stream { get; init; }
}

/// <summary>Which app to reload, and how.</summary>
public sealed record ReloadAppArguments
{
    /// <summary>The app.</summary>
    public required string AppId { get; init; }

    /// <summary>As in QIX: 0 default, 1 break on a script error, 2 continue after script errors.</summary>
    public int Mode { get; init; }

    /// <summary>Whether to run the script's partial part only.</summary>
    public bool Partial { get; init; }

    /// <summary>Tasks to start when the reload succeeds; the relay's rules apply.</summary>
    public IReadOnlyList<string> StartOnSuccess { get; init; } = [];

    /// <summary>Tasks to start when the reload fails; the relay's rules apply.</summary>
    public IReadOnlyList<string> StartOnFailure { get; init; } = [];
}

/// <summary>How a reload ended.</summary>
public sealed record ReloadAppResult
{
    /// <summary>The app.</summary>
    public required string AppId { get; init; }

    /// <summary>Whether the script completed.</summary>
    public bool Reloaded { get; init; }

    /// <summary>Whether the app was saved after the reload.</summary>
    public bool Saved { get; init; }

    /// <summary>The script log's name in the engine.</summary>
    public string? ScriptLog { get; init; }

    /// <summary>The tasks that were started because of the reload.</summary>
    public IReadOnlyList<TaskStart>? Tasks { get; init; }
}

/// <summary>Which app to describe.</summary>
public sealed record AppDumpArguments
{
    /// <summary>The app.</summary>
    public required string AppId { get; init; }

    /// <summary>
    /// Secret: the address of a blob, with a shared access signature that may write it, for a description too large for the reply.
    /// </summary>
    [Secret]
    public Uri? Upload { get; init; }

    /// <summary>Shows no members, because some are secret.</summary>
    public override string ToString() => nameof(AppDumpArguments);
}

/// <summary>The description of an app, or the note that it is in a blob.</summary>
public sealed record AppDumpResult
{
    /// <summary>The app.</summary>
    public required string AppId { get; init; }

    /// <summary>The length of the description in bytes.</summary>
    public long Length { get; init; }

    /// <summary>The description; null where it is in the blob.</summary>
    public JsonElement? Dump { get; init; }

    /// <summary>Whether the description was written to the blob that the command names.</summary>
    public bool Uploaded { get; init; }
}
