using Butler.Core.Secrets;

namespace Butler.Core.Tests.Secrets;

/// <summary>Lines as logs have them, with secrets and without.</summary>
public sealed class SecretCorpusTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Secrets", "Corpus");

    public static TheoryData<string, string> Groups()
    {
        var groups = new TheoryData<string, string>();
        foreach (var group in File.ReadAllText(Path.Combine(Folder, "secrets.txt")).Split("\n\n"))
        {
            var lines = group.Split('\n');
            var before = string.Join('\n', lines.Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line[2..]));
            if (before.Length > 0)
            {
                groups.Add(
                    before,
                    string.Join('\n', lines.Where(line => line.StartsWith("+ ", StringComparison.Ordinal)).Select(line => line[2..])));
            }
        }

        return groups;
    }

    public static TheoryData<string> Innocent() =>
        [.. File.ReadAllLines(Path.Combine(Folder, "innocent.txt")).Where(line => line.Length > 0 && line[0] != '#')];

    [Theory]
    [MemberData(nameof(Groups))]
    public void Secrets_in_the_lines_of_a_log_are_masked(string before, string after)
    {
        var lines = new LineRedaction();

        string.Join('\n', before.Split('\n').Select(lines.Clean)).ShouldBe(after);
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void Secrets_in_a_text_are_masked(string before, string after)
    {
        if (!before.Contains('\n', StringComparison.Ordinal))
        {
            Redaction.None.Clean(before).ShouldBe(after);
        }
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void What_is_masked_stays_as_it_is(string before, string after)
    {
        var lines = new LineRedaction();
        string.Join('\n', after.Split('\n').Select(lines.Clean)).ShouldBe(after, before);
    }

    [Theory]
    [MemberData(nameof(Innocent))]
    public void A_line_without_secrets_stays_as_it_is(string line) => Redaction.None.Clean(line).ShouldBe(line);

    [Fact]
    public void A_log_without_secrets_stays_as_it_is()
    {
        var log = Innocent().Select(row => row.Data).ToList();
        var lines = new LineRedaction();

        log.Select(lines.Clean).ShouldBe(log);
    }
}
