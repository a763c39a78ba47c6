using System.Xml.Linq;
using Butler.RelayAgent.Sense.Parsing;

namespace Butler.RelayAgent.Tests.Sense.Parsing;

/// <summary>The log appender file that ships, read as Sense would fill it in.</summary>
public sealed class LogAppenderTests
{
    private static readonly IReadOnlyList<string> Patterns =
    [
        .. XDocument.Load(Repository.PathOf("relay-agent/install/sense/LocalLogConfig.xml")).Descendants("param")
            .Where(param => (string?)param.Attribute("name") == "conversionpattern")
            .Select(param => (string)param.Attribute("value")!),
    ];

    [Fact]
    public void Each_appender_has_a_tag_of_its_own_with_one_slash_on_each_side() =>
        Patterns.Select(pattern => pattern.Split(';')[0]).ShouldBe(
            ["/scheduler-task-failed/", "/scheduler-task-aborted/", "/scheduler-task-success/", "/scheduler-distribute/"]);

    [Fact]
    public void Each_time_stamp_is_read_as_UTC_whatever_the_zone()
    {
        foreach (var pattern in Patterns)
        {
            var format = pattern.Split(';')[7];
            format.ShouldBe("%utcdate{yyyy-MM-ddTHH:mm:ss.fffZ}");
            var happened = new DateTimeOffset(2031, 10, 26, 0, 30, 7, 318, TimeSpan.Zero);
            var written = happened.ToString(
                format[9..^1].Replace("Z", "'Z'", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);

            new SenseClock(TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo")).Read(written, happened.AddHours(5)).ShouldBe(happened);
        }
    }

    [Fact]
    public void Each_pattern_has_the_eleven_fields_in_their_order() =>
        Patterns.Select(pattern => string.Join(';', pattern.Split(';')[1..])).Distinct().ShouldBe(
            ["%hostname;%property{TaskName};%property{AppName};%property{User};%property{TaskId};%property{AppId};"
                + "%utcdate{yyyy-MM-ddTHH:mm:ss.fffZ};%level;%property{ExecutionId};%message"]);
}
