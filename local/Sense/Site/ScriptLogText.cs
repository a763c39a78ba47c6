using System.Globalization;
using System.Text;

namespace Butler.Local.Sense.Site;

/// <summary>
/// Writes script logs like the engine: a time before each line, the statement's number before each statement, CRLF after it.
/// </summary>
internal static class ScriptLogText
{
    /// <param name="app">The app of the script.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="node">The node.</param>
    /// <param name="start">The start time.</param>
    /// <param name="stop">The end time.</param>
    public static byte[] Write(SenseApp app, RunOutcome outcome, string node, DateTimeOffset start, DateTimeOffset stop) =>
        Encoding.UTF8.GetBytes(Write(
            ScriptFailures.Of(app),
            outcome,
            [
                "Qlik Associative Engine Version 14.212.13",
                "CPU Target                      x64",
                "Operating System                Windows Server 2022 Standard (64 bit edition)",
                $"Computer name                   {node}",
                $"App ID                          {app.Id}",
                $"App title                       {app.Name}",
            ],
            start,
            stop));

    /// <param name="failure">The script, and the error of a failed reload.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="facts">The lines about the engine and the app.</param>
    /// <param name="start">The start time.</param>
    /// <param name="stop">The end time.</param>
    public static string Write(
        ScriptFailure failure, RunOutcome outcome, IEnumerable<string> facts, DateTimeOffset start, DateTimeOffset stop)
    {
        List<string> lines = ["     Execution started.", .. facts.Select(fact => $"     {fact}")];
        var statements = outcome == RunOutcome.Succeeded ? failure.Lines[..^1] : failure.Lines;
        for (var i = 0; i < statements.Length; i++)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{i + 1:0000} {statements[i].TrimEnd(';')}"));
            if (i < failure.Lines.Length - 1 && statements[i].Contains("LOAD ", StringComparison.Ordinal))
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"     {4 + i} fields found, {1200 * (i + 3):N0} lines fetched"));
            }
        }

        lines.AddRange(outcome switch
        {
            RunOutcome.Succeeded => ["     Execution finished."],
            RunOutcome.Aborted => ["     Execution aborted by user.", "     Execution finished."],
            _ => [.. failure.Error.Select(line => $"     {line}"), "     Execution Failed", "     Execution finished."],
        });
        return Stamped(lines, start, stop);
    }

    private static string Stamped(List<string> lines, DateTimeOffset start, DateTimeOffset stop)
    {
        var text = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            var time = start + ((stop - start) * i / Math.Max(1, lines.Count - 1));
            var offset = time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
            text.Append(time.ToString("yyyyMMdd'T'HHmmss.fff", CultureInfo.InvariantCulture)).Append(offset).Append(' ').Append(lines[i])
                .Append("\r\n");
        }

        return text.ToString();
    }
}
