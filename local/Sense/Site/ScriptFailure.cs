namespace Butler.Local.Sense.Site;

/// <param name="Script">A load script whose last statement fails.</param>
/// <param name="Error">The lines that the engine writes to the log.</param>
internal sealed record ScriptFailure(string Script, string[] Error)
{
    /// <summary>The script's statements.</summary>
    public string[] Lines => Script.ReplaceLineEndings("\n").Split('\n');
}
