using System.Globalization;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Journal;

namespace Butler.RelayAgent.Self;

/// <summary>Whether the journal accepts datagrams.</summary>
internal sealed class JournalCondition(JournalWriter writer, DatagramJournal journal, JournalOptions options, RelayCounts counts)
    : ICondition
{
    private const int FullPercent = 95;

    private long refusedBefore;

    public ValueTask<string?> ProblemAsync(CancellationToken stopping)
    {
        var refused = counts.Refused - counts.RefusedSource - counts.RefusedRate - counts.RefusedSize;
        var lost = refused - refusedBefore;
        refusedBefore = refused;
        var percent = 100d * journal.Bytes / options.MaxSize;
        return new(writer.IsFaulty ? "the journal cannot be written"
            : lost > 0 ? string.Create(
                CultureInfo.InvariantCulture, $"{lost} datagrams were refused because the journal was full or did not keep up")
            : percent >= FullPercent ? string.Create(CultureInfo.InvariantCulture, $"the journal is {percent:0} % full")
            : null);
    }
}
