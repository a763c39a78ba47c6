using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.SystemInfo;

/// <summary>The system endpoints as load scripts know them from Butler: one test for each row of the table of its REST API.</summary>
public sealed class ButlersSystemTableTests
{
    [Fact]
    public async Task Row_1_Butlerping_answers_with_the_version()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.AskAsync("GET butlerping")).ShouldBe("""200 {"response":"Butler reporting for duty","butlerVersion":"0.1.0"}""");
    }

    [Fact]
    public async Task Row_2_Endpointsenabled_lists_Butlers_names_of_what_is_on()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.AskAsync("GET configfile/endpointsenabled")).ShouldBe(
            """200 ["apiListEnabledEndpoints","base16ToBase62","base62ToBase16","butlerping","createDir","createDirQVD","createNewSchedule","deleteSchedule","fileCopy","fileDelete","fileMove","getSchedule","getScheduleStatusAll","keyValueStore","senseAppDump","senseAppReload","senseListApps","senseStartTask","startSchedule","stopSchedule"]""");
    }

    [Fact]
    public async Task Row_2_What_the_configuration_switches_off_is_not_listed()
    {
        await using var site = await ApiSite.StartAsync("{ disabled: [KeyValuesList, SystemPing] }");
        (await site.AskAsync("GET configfile/endpointsenabled")).ShouldBe(
            """200 ["apiListEnabledEndpoints","base16ToBase62","base62ToBase16","createDir","createDirQVD","createNewSchedule","deleteSchedule","fileCopy","fileDelete","fileMove","getSchedule","getScheduleStatusAll","senseAppDump","senseAppReload","senseListApps","senseStartTask","startSchedule","stopSchedule"]""");
        (await site.FailAsync("GET butlerping")).ShouldBe(
            "404 Route GET:/api/v4/butlerping not found: api.disabled in butler.yaml names SystemPing.");
    }

    [Theory]
    [InlineData("base62=4Gx", """200 {"base62":"4Gx","base16":"465d"}""")]
    [InlineData("base62=0004Gx", """200 {"base62":"0004Gx","base16":"465d"}""")]
    public async Task Row_3_Base62tobase16_converts(string query, string answer)
    {
        await using var site = await ApiSite.StartAsync();
        (await site.AskAsync($"GET base62tobase16?{query}")).ShouldBe(answer);
    }

    [Theory]
    [InlineData("", "400 querystring must have required property 'base62'")]
    [InlineData("base62=a&base62=b", "400 querystring/base62 must be given once")]
    [InlineData(
        "base62=a-b",
        "400 Failed converting from base62 to base16: character 2, \"-\", is not a digit of base 62 (0-9, a-z, A-Z)")]
    public async Task Row_3_Base62tobase16_rejects(string query, string problem)
    {
        await using var site = await ApiSite.StartAsync();
        (await site.FailAsync($"GET base62tobase16?{query}")).ShouldBe(problem);
    }

    [Theory]
    [InlineData("base16=465d", """200 {"base16":"465d","base62":"4Gx"}""")]
    [InlineData("base16=00465D", """200 {"base16":"00465D","base62":"4Gx"}""")]
    [InlineData(
        "base16=ffffffff-ffff-ffff-ffff-FFFFFFFFFFFF",
        """200 {"base16":"ffffffff-ffff-ffff-ffff-FFFFFFFFFFFF","base62":"7N42dgm5tFLK9N8MT7fHC7"}""")]
    public async Task Row_4_Base16tobase62_converts(string query, string answer)
    {
        await using var site = await ApiSite.StartAsync();
        (await site.AskAsync($"GET base16tobase62?{query}")).ShouldBe(answer);
    }

    [Theory]
    [InlineData("", "400 querystring must have required property 'base16'")]
    [InlineData("base16=", "400 Failed converting from base16 to base62: it has 0 digits; expected 1 to 10000")]
    [InlineData("base16=4g", "400 Failed converting from base16 to base62: character 2, \"g\", is not a digit of base 16 (0-9, a-f)")]
    public async Task Row_4_Base16tobase62_rejects(string query, string problem)
    {
        await using var site = await ApiSite.StartAsync();
        (await site.FailAsync($"GET base16tobase62?{query}")).ShouldBe(problem);
    }
}
