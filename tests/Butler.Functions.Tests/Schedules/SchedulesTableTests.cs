using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Schedules;

/// <summary>The schedule endpoints as callers know them from Butler: one test for each row of the table of its REST API.</summary>
public sealed class SchedulesTableTests
{
    private const string Id = "2c9d0b1e-77aa-4c1b-9d5e-0f1a2b3c4d5e";
    private const string Task = ScheduleSite.Task;
    private const string Body = $$"""
        {"name":"Weekday margin refresh","cronSchedule":"15 5-19/2 * * 1-5","timezone":"Europe/Copenhagen","qlikSenseTaskId":"{{Task}}",
        "startupState":"started","tags":["margin","weekdays"],"id":"{{Id}}"}
        """;

    private const string Started = $$"""
        {"id":"{{Id}}","name":"Weekday margin refresh","cronSchedule":"15 5-19/2 * * 1-5","timezone":"Europe/Copenhagen",
        "qlikSenseTaskId":"{{Task}}","startupState":"started","tags":["margin","weekdays"],"created":"2031-03-14T04:12:07.000Z",
        "lastKnownState":"started","source":"api","site":"default","missed":"skip","nextRun":"2031-03-14T04:15:00Z"}
        """;

    private static readonly string One = Started.ReplaceLineEndings("");
    private static readonly string Stopped = One
        .Replace("\"lastKnownState\":\"started\"", "\"lastKnownState\":\"stopped\"", StringComparison.Ordinal)
        .Replace(",\"nextRun\":\"2031-03-14T04:15:00Z\"", "", StringComparison.Ordinal);

    [Fact]
    public async Task Row_1_All_schedules_are_a_list()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.AskAsync("GET schedules")).ShouldBe("200 []");
        await site.AskAsync("POST schedules", Body);
        (await site.AskAsync("GET schedules")).ShouldBe($"200 [{One}]");
    }

    [Fact]
    public async Task Row_2_One_is_found_by_its_id()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.FailAsync($"GET schedules?id={Id}")).ShouldBe($"400 REST SCHEDULER: Schedule ID {Id} not found.");
        await site.AskAsync("POST schedules", Body);
        (await site.AskAsync($"GET schedules?id={Id}")).ShouldBe($"200 [{One}]");
        (await site.AskAsync($"GET schedules/{Id}")).ShouldBe($"200 {One}");
        (await site.FailAsync("GET schedules/margin")).ShouldBe("400 REST SCHEDULER: Schedule ID margin not found.");
    }

    [Fact]
    public async Task Row_3_A_schedule_is_created()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.AskAsync("POST schedules", Body)).ShouldBe($"201 {One}");
        (await site.FailAsync("POST schedules", Body)).ShouldBe($"409 There is a schedule with the ID {Id}; nothing was created.");
        var other = await site.AskAsync("POST schedules", Body
            .Replace($",\"id\":\"{Id}\"", "", StringComparison.Ordinal).Replace("\"started\"", "\"stop\"", StringComparison.Ordinal));
        other.ShouldMatch(
            """^201 \{"id":"[0-9a-f-]{36}","name":"Weekday margin refresh",.*"startupState":"stop",.*"lastKnownState":"stopped",.*\}$""");
        other.ShouldNotContain(Id);
    }

    [Theory]
    [InlineData("\"name\":\"Weekday margin refresh\",", "", "400 body must have required property 'name'")]
    [InlineData("\"startupState\":\"started\",", "", "400 body must have required property 'startupState'")]
    [InlineData(
        "\"startupState\":\"started\"", "\"startupState\":\"on\"",
        "400 body/startupState must be equal to one of the allowed values: start, started, stop, stopped")]
    [InlineData("\"qlikSenseTaskId\":\"" + Task + "\",", "", "400 body must have required property 'qlikSenseTaskId'")]
    [InlineData(Task, "Reload", "400 body/qlikSenseTaskId must be a GUID; \"Reload\" is not one")]
    [InlineData("[\"margin\",\"weekdays\"]", "{}", "400 body/tags must be array")]
    [InlineData(
        "15 5-19/2 * * 1-5", "15 5-25 * * 1-5",
        "400 body/cronSchedule has \"5-25\" at position 4: expected an hour from 0 to 23, * for all, a range such as 1-5, or a step such "
            + "as */5")]
    [InlineData(
        "15 5-19/2 * * 1-5", "* * * * * *",
        "400 body/cronSchedule is due more often than every 10 seconds: \"*\" at position 1 must leave 10 seconds between two starts")]
    [InlineData(
        "Europe/Copenhagen", "Europe/Kopenhagen",
        "400 body/timezone must be a time zone such as Europe/Stockholm or W. Europe Standard Time; \"Europe/Kopenhagen\" is unknown")]
    [InlineData(Id, "margin", "400 body/id must be a GUID")]
    [InlineData("\"id\"", "\"missed\":\"never\",\"id\"", "400 body/missed must be equal to one of the allowed values: skip, once")]
    public async Task Row_3_A_faulty_schedule_is_refused_and_not_created(string before, string after, string problem)
    {
        await using var site = await ApiSite.StartAsync();
        (await site.FailAsync("POST schedules", Body.Replace(before, after, StringComparison.Ordinal))).ShouldBe(problem);
        (await site.AskAsync("GET schedules")).ShouldBe("200 []");
    }

    [Fact]
    public async Task Row_4_A_schedule_is_deleted()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.FailAsync($"DELETE schedules/{Id}")).ShouldBe($"400 REST SCHEDULER: Delete for schedule ID {Id} failed.");
        await site.AskAsync("POST schedules", Body);
        (await site.AskAsync($"POST schedules/{Id}", "{}", ("X-HTTP-Method-Override", "DELETE"))).ShouldBe("204 ");
        (await site.FailAsync($"DELETE schedules/{Id}")).ShouldStartWith("400 ");
        (await site.AskAsync("GET schedules")).ShouldBe("200 []");
    }

    [Fact]
    public async Task Row_5_A_schedule_is_started()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.FailAsync($"PUT schedules/{Id}/start")).ShouldBe($"400 REST SCHEDULER: Failed starting schedule ID {Id}.");
        await site.AskAsync("POST schedules", Body);
        await site.AskAsync($"PUT schedules/{Id}/stop");
        (await site.AskAsync($"POST schedules/{Id}/start", null, ("X-HTTP-Method-Override", "PUT"))).ShouldBe($"200 [{One}]");
        (await site.AskAsync($"PUT schedules/{Id}/start")).ShouldBe($"200 [{One}]");
    }

    [Fact]
    public async Task Row_6_A_schedule_is_stopped()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.FailAsync($"PUT schedules/{Id}/stop")).ShouldBe($"400 REST SCHEDULER: Failed stopping schedule ID {Id}.");
        await site.AskAsync("POST schedules", Body);
        (await site.AskAsync($"PUT schedules/{Id}/stop")).ShouldBe($"200 [{Stopped}]");
        (await site.AskAsync("GET schedules")).ShouldBe($"200 [{Stopped}]");
    }

    [Fact]
    public async Task Row_7_All_schedules_are_started_and_stopped()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.AskAsync("PUT schedules/stopall")).ShouldBe("200 []");
        await site.AskAsync("POST schedules", Body);
        (await site.AskAsync("PUT schedules/stopall")).ShouldBe($"200 [{Stopped}]");
        (await site.AskAsync("POST schedules/startall", "", ("X-HTTP-Method-Override", "PUT"))).ShouldBe($"200 [{One}]");
    }

    [Fact]
    public async Task Row_8_The_states_are_a_text()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.AskAsync("GET schedules/status")).ShouldBe("200 {\n}");
        await site.AskAsync("POST schedules", Body);
        using var answer = await site.SendAsync("GET schedules/status");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        (await answer.Content.ReadAsStringAsync()).ShouldBe($"{{\n'{Id}': cron: 15 5-19/2 * * 1-5: Running\n}}");
        await site.AskAsync($"PUT schedules/{Id}/stop");
        (await site.AskAsync("GET schedules/status")).ShouldBe($"200 {{\n'{Id}': cron: 15 5-19/2 * * 1-5: Stopped\n}}");
    }
}
