using System.Net;
using System.Text.Json;
using Butler.Local.Sense.Datagrams;
using Butler.Local.Sense.Site;

namespace Butler.Local.Tests.Sense;

[Collection(nameof(SenseSimulatorCollection))]
public sealed class QrsEntityTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task What_butler_send_speaks_of_by_default_is_there()
    {
        await using var bench = await SimulatorBench.StartAsync();
        foreach (var type in SenseEvents.Types.Where(type => type != SenseEvents.Unparsed))
        {
            var datagram = SenseEvents.Datagram(type, "", TimeProvider.System.GetUtcNow());
            var task = (await bench.FilterAsync("task/full", $"id eq {datagram.TaskId}")).EnumerateArray().Single();

            task.GetProperty("name").GetString().ShouldBe(datagram.TaskName);
            if (type.Split('.')[1] is var kind && kind != "task")
            {
                ((TaskType)task.GetProperty("taskType").GetInt32()).ToString().ShouldBe(kind, StringCompareShould.IgnoreCase);
            }

            if (datagram.AppId != SenseDatagram.Unset)
            {
                task.GetProperty("app").GetProperty("id").GetString().ShouldBe(datagram.AppId);
                (await bench.GetAsync($"app/{datagram.AppId}")).GetProperty("name").GetString().ShouldBe(datagram.AppName);
            }
        }
    }

    [Fact(Timeout = 20_000)]
    public async Task A_task_has_its_tags_custom_properties_and_last_result()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var task = await bench.GetAsync($"reloadtask/{bench.Margin.Id}");
        var result = task.GetProperty("operational").GetProperty("lastExecutionResult");

        Names(task.GetProperty("tags")).ShouldBe(["Finance", "critical", "startable by script"]);
        task.GetProperty("customProperties").EnumerateArray()
            .Select(value => $"{value.GetProperty("definition").GetProperty("name")}={value.GetProperty("value")}")
            .ShouldBe([
                "Butler_FailedAlertEnableEmail=Yes",
                "Butler_FailedAlertSendToEmail=controlling@fabrikam.example.com",
                "Butler_FailedAlertSendToEmail=bi-team@fabrikam.example.com",
                "Department=Finance",
            ]);
        result.EnumerateObject().Select(property => property.Name).ShouldBe([
            "id", "executingNodeName", "status", "startTime", "stopTime", "duration", "fileReferenceID", "scriptLogAvailable", "details",
            "scriptLogLocation", "scriptLogSize", "privileges",
        ]);
        (result.GetProperty("status").GetInt32(), result.GetProperty("duration").GetInt32()).ShouldBe((7, 187_000));
        result.GetProperty("details")[2].GetProperty("message").GetString().ShouldBe("Changing task state from Started to FinishedSuccess");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_task_that_never_ran_says_so_with_the_least_date()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var operational = (await bench.FilterAsync("task/full", "name eq 'Reload of Operations Monitor'"))[0].GetProperty("operational");
        var result = operational.GetProperty("lastExecutionResult");

        operational.GetProperty("nextExecution").GetString().ShouldBe("1753-01-01T00:00:00.000Z");
        (result.GetProperty("status").GetInt32(), result.GetProperty("stopTime").GetString()).ShouldBe((0, "1753-01-01T00:00:00.000Z"));
        result.GetProperty("fileReferenceID").GetString().ShouldBe(Guid.Empty.ToString());
    }

    [Theory(Timeout = 20_000)]
    [InlineData("task/count", "14")]
    [InlineData("task/count?filter=taskType%20eq%203", "2")]
    [InlineData("reloadtask/count", "11")]
    [InlineData("externalprogramtask/count", "2")]
    [InlineData("usersynctask/count", "1")]
    [InlineData("app/count", "8")]
    [InlineData("app/count?filter=stream.name%20eq%20%27Finance%27", "2")]
    [InlineData("app/count?filter=published%20eq%20false", "1")]
    [InlineData("task/count?filter=tags.name%20eq%20%27critical%27", "2")]
    [InlineData(
        "task/count?filter=(customProperties.definition.name%20eq%20%27Department%27)"
            + "%20and%20(customProperties.value%20eq%20%27Operations%27)",
        "1")]
    [InlineData("custompropertydefinition/count?filter=objectTypes%20eq%20%27ReloadTask%27", "6")]
    [InlineData("executionresult/count", "13")]
    [InlineData("executionresult/count?filter=status%20eq%208%20or%20status%20eq%206", "4")]
    [InlineData("executionresult/count?filter=executionID%20eq%200d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33", "0")]
    [InlineData("executionsession/count", "0")]
    [InlineData("license/analyzeraccesstype/count?filter=lastUsed%20le%20%272000-01-01T00:00:00.000Z%27", "2")]
    public async Task Filters_and_counts_speak_of_the_same_site(string path, string expected)
    {
        await using var bench = await SimulatorBench.StartAsync();
        (await bench.GetAsync(path)).GetProperty("value").ToString().ShouldBe(expected);
    }

    [Fact(Timeout = 20_000)]
    public async Task The_list_is_shorter_in_each_than_the_full_one()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var filter = $"id eq {bench.Margin.Id}";

        (await bench.FilterAsync("task", filter))[0].EnumerateObject().Select(property => property.Name)
            .ShouldBe(["id", "name", "taskType", "enabled", "taskSessionTimeout", "maxRetries", "operational", "privileges"]);
        (await bench.FilterAsync("task/full", filter))[0].TryGetProperty("tags", out _).ShouldBeTrue();
    }

    [Fact(Timeout = 20_000)]
    public async Task An_owner_has_mail_addresses_or_not()
    {
        await using var bench = await SimulatorBench.StartAsync();
        string[] mails = [];
        foreach (var name in new[] { "Margin Cockpit", "HR Board" })
        {
            var app = (await bench.FilterAsync("app/full", $"name eq '{name}'"))[0];
            var owner = await bench.GetAsync($"user/{app.GetProperty("owner").GetProperty("id")}");
            var addresses = owner.GetProperty("attributes").EnumerateArray()
                .Where(attribute => attribute.GetProperty("attributeType").GetString() == "Email")
                .Select(attribute => attribute.GetProperty("attributeValue"));
            mails = [.. mails, string.Join(',', addresses)];
        }

        mails.ShouldBe(["ulla.berg@fabrikam.example.com", ""]);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("GET", "task?filter=nonsense", HttpStatusCode.BadRequest)]
    [InlineData("GET", "task?filter=noSuch%20eq%205", HttpStatusCode.BadRequest)]
    [InlineData("GET", "app/no-guid", HttpStatusCode.BadRequest)]
    [InlineData("GET", "app/00000000-0000-0000-0000-000000000001", HttpStatusCode.NotFound)]
    [InlineData("GET", "nothing/full", HttpStatusCode.NotFound)]
    [InlineData("POST", "task/00000000-0000-0000-0000-000000000001/start", HttpStatusCode.NotFound)]
    [InlineData("POST", "task/00000000-0000-0000-0000-000000000001/stop", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "license/analyzeraccesstype/00000000-0000-0000-0000-000000000001", HttpStatusCode.NotFound)]
    [InlineData("GET", "download/reloadtask/00000000-0000-0000-0000-000000000001/scriptlog.txt", HttpStatusCode.NotFound)]
    public async Task What_is_wrong_has_the_status_that_QRS_gives(string method, string path, HttpStatusCode expected)
    {
        await using var bench = await SimulatorBench.StartAsync();
        using var response = await bench.CallAsync(new HttpMethod(method), path);
        response.StatusCode.ShouldBe(expected);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_released_licence_is_no_longer_listed()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var access = (await bench.GetAsync("license/professionalaccesstype/full"))[0].GetProperty("id").GetString();
        using var released = await bench.CallAsync(HttpMethod.Delete, $"license/professionalaccesstype/{access}");

        released.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await bench.GetAsync("license/accesstypeoverview")).GetProperty("professionalAccess").GetProperty("used").GetInt32().ShouldBe(1);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_deleted_task_is_gone()
    {
        await using var bench = await SimulatorBench.StartAsync();
        (await bench.ControlAsync(HttpMethod.Delete, $"site/{bench.Margin.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await bench.FilterAsync("task/full", $"id eq {bench.Margin.Id}")).GetArrayLength().ShouldBe(0);
        using var started = await bench.CallAsync(HttpMethod.Post, $"task/{bench.Margin.Id}/start");
        started.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await started.Content.ReadAsStringAsync(Cancelled)).ShouldContain("not found");
    }

    private static string[] Names(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];
}
