using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.File;

/// <summary>Has a relay write a file, in a folder that the relay's own file names.</summary>
internal sealed record FileOptions : ChannelOptions
{
    public override string Type => "file";

    /// <summary>A template of the file's name; null for the event's time and id.</summary>
    public string? FileName { get; init; }

    public override IEnumerable<(string Key, string? Template)> OwnTemplates => [("fileName", FileName)];
}
