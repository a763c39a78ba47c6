namespace Butler.RelayAgent.Commands.Files;

/// <summary>A path that a rule allows.</summary>
/// <param name="Folder">The folder of the rule, as written in the relay's file.</param>
/// <param name="Names">The names below it; the last one is the target of the command.</param>
internal sealed record ApprovedPath(PathName Folder, IReadOnlyList<string> Names)
{
    /// <summary>The name of the command's target.</summary>
    public string Name => Names[^1];

    /// <summary>The folders between the rule's folder and the target.</summary>
    public IEnumerable<string> Parents => Names.SkipLast(1);

    /// <summary>The whole path.</summary>
    public string Text => (Folder with { Names = [.. Folder.Names, .. Names] }).Text;
}
