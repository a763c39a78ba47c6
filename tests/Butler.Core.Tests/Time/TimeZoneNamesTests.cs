using Butler.Core.Time;

namespace Butler.Core.Tests.Time;

public sealed class TimeZoneNamesTests
{
    [Fact]
    public void Every_name_of_Windows_is_a_zone_of_this_system()
    {
        var pairs = WindowsTimeZones.Table.Split('\n').Select(line => line.Trim().Split('=')).ToList();
        pairs.Count.ShouldBeGreaterThan(130);
        pairs.Where(pair => !TimeZoneInfo.TryFindSystemTimeZoneById(pair[1], out _)).ShouldBeEmpty();
        pairs.Where(pair => !TimeZoneNames.TryFind(pair[0], out _)).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_neither_is_not_found() => TimeZoneNames.TryFind("Europe/Stokholm", out _).ShouldBeFalse();
}
