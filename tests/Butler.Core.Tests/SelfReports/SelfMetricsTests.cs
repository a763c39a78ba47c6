using Butler.Core.SelfReports;

namespace Butler.Core.Tests.SelfReports;

public sealed class SelfMetricsTests
{
    [Theory]
    [InlineData(0, "0 seconds")]
    [InlineData(61, "1 minute 1 second")]
    [InlineData((2 * 86400) + (3 * 3600) + 5, "2 days 3 hours 5 seconds")]
    [InlineData(400 * 86400, "400 days")]
    public void Uptime_in_words(int seconds, string words) => UptimeText.Words(TimeSpan.FromSeconds(seconds)).ShouldBe(words);

    [Fact]
    public void Memory_in_words_and_in_the_data()
    {
        var metrics = new SelfMetrics
        {
            Version = "1.2.3",
            UptimeMs = 61_000,
            IntervalMs = 900_000,
            Counters = new Dictionary<string, double> { ["received"] = 4212, ["journalPercent"] = 0.5 },
        }.With(new ProcessMemory(12_345_678, 23_456_789, 3_456_789, 98_765_432));

        metrics.MemoryWords().ShouldBe("11.77 of 22.37 MB of heap, 3.3 MB external, 94.19 MB in all");
        metrics.ToJson().GetRawText().ShouldBe(
            """
            {"version":"1.2.3","instance":null,"heapUsed":12345678,"heapTotal":23456789,"external":3456789,
            "processMemory":98765432,"uptimeMs":61000,"intervalMs":900000,"counters":{"received":4212,"journalPercent":0.5}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void The_memory_of_this_process_is_read()
    {
        var memory = ProcessMemory.Read();
        memory.HeapUsed.ShouldBeInRange(1, memory.HeapTotal);
        memory.Total.ShouldBeGreaterThan(memory.HeapUsed);
        memory.External.ShouldBeGreaterThan(0);
    }
}
