using Butler.Core.Text;

namespace Butler.Core.Tests.Text;

public sealed class TextTests
{
    [Theory]
    [InlineData(-5, "0 s")]
    [InlineData(0.25, "0.3 s")]
    [InlineData(9.5, "9.5 s")]
    [InlineData(45, "45 s")]
    [InlineData(60, "1 min")]
    [InlineData(1443, "24 min 3 s")]
    [InlineData(36_000, "10 h")]
    [InlineData(36_060, "10 h 1 min")]
    [InlineData(86_400, "1 d")]
    [InlineData(1_213_200, "14 d 1 h")]
    public void A_duration_in_words_has_its_two_largest_units(double seconds, string expected) =>
        DurationText.Words(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Theory]
    [InlineData("50ms", 0.05)]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("1h30m", 5400)]
    [InlineData("7d", 604800)]
    [InlineData("PT5M", 300)]
    [InlineData("every 24 hours", 86400)]
    [InlineData("every minute", 60)]
    [InlineData("0s", 0)]
    public void A_duration_is_read(string text, double seconds)
    {
        DurationText.TryParse(text, out var duration).ShouldBeTrue();
        duration.TotalSeconds.ShouldBe(seconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-5m")]
    [InlineData("5 apples")]
    [InlineData("99999999999999d")]
    [InlineData("-PT5M")]
    [InlineData("every weekday")]
    public void What_is_no_duration_is_refused(string text) => DurationText.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(90, "1m30s")]
    [InlineData(86400, "1d")]
    [InlineData(0.05, "50ms")]
    public void A_duration_is_written_short(double seconds, string expected) =>
        DurationText.Format(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Theory]
    [InlineData("100", 100)]
    [InlineData("1KiB", 1024)]
    [InlineData("2 MB", 2_000_000)]
    [InlineData("1GiB", 1L << 30)]
    public void A_size_is_read(string text, long bytes)
    {
        ByteSizeText.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBe(bytes);
    }
}
