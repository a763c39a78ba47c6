using System.Text.Json.Serialization;

namespace Butler.Core.LoadScripts.Files;

/// <summary>A copied or moved file.</summary>
public sealed record FileAnswer
{
    /// <summary>The file, by its full path.</summary>
    public required string FromFile { get; init; }

    /// <summary>The copy, or the new place, by its full path.</summary>
    public required string ToFile { get; init; }

    /// <summary>Whether an existing file was allowed to be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether the copy keeps the file's time; null for a move.</summary>
    public bool? PreserveTimestamp { get; init; }

    /// <summary>Whether the relay has not answered yet.</summary>
    public bool? Pending { get; init; }

    /// <summary>The command, while it is pending; its status is at <c>/v4/commands/{id}</c>.</summary>
    public string? CommandId { get; init; }
}

/// <summary>A created directory, or a deleted file that is pending.</summary>
public sealed record PathAnswer
{
    /// <summary>The directory, as the request names it.</summary>
    public string? Directory { get; init; }

    /// <summary>The file, as the request names it.</summary>
    public string? DeleteFile { get; init; }

    /// <summary>Whether the relay has not answered yet.</summary>
    public bool? Pending { get; init; }

    /// <summary>The command, while it is pending; its status is at <c>/v4/commands/{id}</c>.</summary>
    public string? CommandId { get; init; }
}

/// <summary>Source-generated JSON of files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FileAnswer))]
[JsonSerializable(typeof(PathAnswer))]
public sealed partial class FilesJson : JsonSerializerContext;
