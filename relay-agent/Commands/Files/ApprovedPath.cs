namespace Butler.RelayAgent.Commands.Files;

/// <summary>A path that a rule lets through.</summary>
/// <param name="Folder">The folder of the rule, in the spelling of the relay's file.</param>
/// <param name="Names">The names below it; the last one is what the command is about.</param>
internal sealed record ApprovedPath(PathName Folder, IReadOnlyList<string> Names)
{
    /// <summary>The name that the command is about.</summary>
    public string Name => Names[^1];

    /// <summary>The folders on the way there.</summary>
    public IEnumerable<string> Parents => Names.SkipLast(1);

    /// <summary>The whole path.</summary>
    public string Text => (Folder with { Names = [.. Folder.Names, .. Names] }).Text;
}
