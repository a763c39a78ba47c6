using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Channels.Slack;
using Butler.Functions.Configuration;
using Butler.Functions.Tests.Support;
using Butler.Functions.Tests.Templates;

namespace Butler.Functions.Tests.Channels;

/// <summary>A line of a script log that is among the first and the last lines is shown once.</summary>
public sealed class ScriptLogEndsTests
{
    [Theory]
    [InlineData(100, 5, 5, "1-5", "96-100")]
    [InlineData(10, 5, 5, "1-5", "6-10")]
    [InlineData(8, 5, 5, "1-3", "4-8")]
    [InlineData(5, 5, 5, "", "1-5")]
    [InlineData(3, 15, 25, "", "1-3")]
    [InlineData(8, 5, 0, "1-5", "")]
    public void Lines_stand_in_the_head_or_in_the_tail(int lines, int head, int tail, string shownHead, string shownTail)
    {
        var (first, last) = ExecutionText.Ends(Alert(lines, 15, 25, new ShownScriptLogOptions(head, tail)));
        (Range(first), Range(last)).ShouldBe((shownHead, shownTail));
    }

    [Fact]
    public void Templates_show_them_once_as_well()
    {
        using var folder = new TemplateFolder();
        folder.Filled("{{scriptLogHead}}|{{scriptLogTail}}|{{scriptLogHeadCount}} {{scriptLogTailCount}}", alert: Alert(3, 2, 2, null))
            .ShouldBe("line 1|line 2\nline 3|1 2");
    }

    private static Alert Alert(int lines, int head, int tail, ShownScriptLogOptions? shown)
    {
        var all = Enumerable.Range(1, lines).Select(n => $"line {n}").ToList();
        var log = new ScriptLogInfo { Head = [.. all.Take(head)], Tail = [.. all.TakeLast(tail)], Lines = lines };
        return TemplateFolder.Alert(
            Sample.Event("sense.reload.failed", data: Sample.Task with { ScriptLog = log }),
            options: new SlackOptions { ScriptLog = shown });
    }

    private static string Range(IReadOnlyList<string> lines) => lines.Count == 0 ? "" : $"{lines[0][5..]}-{lines[^1][5..]}";
}
