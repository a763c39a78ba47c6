using System.Text;
using Butler.Functions.ScriptLogs;

namespace Butler.Functions.Tests.ScriptLogs;

/// <summary>The limit of a script log: beginning and end are kept, and no character is split.</summary>
public sealed class LimitedLogTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("12345678", "12345678")]
    [InlineData("1234567890", "1234567890")]
    [InlineData("12345x67890", "12345\n\n[1 bytes are left out here: of a long script log, 10 bytes are kept.]\n\n67890")]
    [InlineData("1234äxxx67890", "1234ä\n\n[3 bytes are left out here: of a long script log, 10 bytes are kept.]\n\n67890")]
    [InlineData("12345xxxä789", "12345\n\n[3 bytes are left out here: of a long script log, 10 bytes are kept.]\n\nä789")]
    [InlineData("12345xxxä7890", "12345\n\n[5 bytes are left out here: of a long script log, 10 bytes are kept.]\n\n7890")]
    [InlineData("12345xxx€78", "12345\n\n[3 bytes are left out here: of a long script log, 10 bytes are kept.]\n\n€78")]
    [InlineData("12345xx€789", "12345\n\n[5 bytes are left out here: of a long script log, 10 bytes are kept.]\n\n789")]
    public async Task Beginning_and_end_are_kept(string log, string expected) => (await CopyAsync(Encoding.UTF8.GetBytes(log), 10))
        .ShouldBe(expected);

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(200_000)]
    [InlineData(200_001)]
    public async Task A_log_of_many_chunks_keeps_as_much_as_is_allowed(int bytes)
    {
        var log = new string([.. Enumerable.Range(0, bytes).Select(i => (char)('a' + (i % 26)))]);
        var skipped = bytes - 200_000;
        var gap = $"\n\n[{skipped} bytes are left out here: of a long script log, 200000 bytes are kept.]\n\n";
        (await CopyAsync(Encoding.UTF8.GetBytes(log), 200_000))
            .ShouldBe(skipped == 0 ? log : log[..100_000] + gap + log[^100_000..]);
    }

    private static async Task<string> CopyAsync(byte[] log, int max)
    {
        using var to = new MemoryStream();
        await LimitedLog.CopyAsync(new SlowStream(log), to, max, CancellationToken.None);
        return Encoding.UTF8.GetString(to.ToArray());
    }

    /// <summary>Gives what is asked for in pieces, as a network does.</summary>
    private sealed class SlowStream(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, Math.Max(1, (int)(Length / 7)))], cancellationToken);
    }
}
