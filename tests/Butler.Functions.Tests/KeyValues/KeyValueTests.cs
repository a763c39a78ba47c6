using System.Globalization;
using System.Text.Json;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.KeyValues;

/// <summary>What the key-value store has beyond Butler's, and where it must hold.</summary>
public sealed class KeyValueTests
{
    [Theory]
    [InlineData("a/b c")]
    [InlineData(@"\ # ? % ~ ' "" & + = ; , :")]
    [InlineData("Försäljning 売上 🎉")]
    [InlineData("e\u0301")]
    [InlineData("line\nbreak\ttab\u0001")]
    [InlineData("~n")]
    [InlineData("~namespaces")]
    [InlineData("keyexists")]
    [InlineData(" ")]
    [InlineData("..a")]
    public async Task Any_text_is_a_namespace_and_a_key(string name)
    {
        await using var site = await ApiSite.StartAsync();
        var escaped = Uri.EscapeDataString(name);
        (await site.SetAsync(name, name, "1")).ShouldStartWith("201 ");
        await site.SetAsync("other", name, "2");
        Value(await site.AskAsync($"GET keyvalues/{escaped}?key={escaped}")).ShouldBe((name, name, "1"));
        Names(await site.AskAsync("GET keyvaluesnamespaces")).ShouldBe([name, "other"], ignoreOrder: true);
        (await site.AskAsync($"DELETE keyvalues/{escaped}/{escaped}")).ShouldBe("204 ");
        (await site.AskAsync($"DELETE keyvalues/{escaped}")).ShouldBe("204 ");
        Value(await site.AskAsync($"GET keyvalues/other?key={escaped}")).ShouldBe(("other", name, "2"));
    }

    [Fact]
    public async Task Long_names_that_differ_at_their_end_are_different()
    {
        await using var site = await ApiSite.StartAsync();
        var (one, two) = (new string('k', 1999) + "1", new string('k', 1999) + "2");
        await site.SetAsync(one, one, "1");
        await site.SetAsync(two, two, "2");
        Value(await site.AskAsync($"GET keyvalues/{one}?key={one}")).ShouldBe((one, one, "1"));
        Names(await site.AskAsync("GET keyvaluesnamespaces")).ShouldBe([one, two], ignoreOrder: true);
        (await site.AskAsync($"GET keylist/{two}")).ShouldBe($$$"""200 {"namespace":"{{{two}}}","keys":[{"key":"{{{two}}}"}]}""");
        (await site.FailAsync($"GET keyvalues/{one}?key={new string('k', 4001)}"))
            .ShouldBe("400 The key has 4001 characters; at most 4000 are supported.");
    }

    [Fact]
    public async Task A_value_may_have_512_KiB_and_shrink_again()
    {
        await using var site = await ApiSite.StartAsync();
        var large = string.Concat(Enumerable.Range(0, 40_000).Select(i => (i * 7919 % 99991).ToString("x5", CultureInfo.InvariantCulture)));
        foreach (var value in new[] { large, "short", new string('å', 256 * 1024), "" })
        {
            (await site.SetAsync("Margin", "a", value)).ShouldStartWith("201 ");
            Value(await site.AskAsync("GET keyvalues/Margin?key=a")).Value.ShouldBe(value);
        }

        (await site.FailAsync("POST keyvalues/Margin", $$"""{"key":"a","value":"{{new string('å', (256 * 1024) + 1)}}"}"""))
            .ShouldBe("413 body/value has 524290 bytes; at most 524288 are supported.");
        (await site.FailAsync("POST keyvalues/Margin", new string(' ', 5_000_000))).ShouldBe("413 The body is larger than 3211264 bytes.");
        Value(await site.AskAsync("GET keyvalues/Margin?key=a")).Value.ShouldBe("");
    }

    [Fact]
    public async Task A_value_expires_to_the_millisecond_and_a_set_without_ttl_takes_the_ttl_away()
    {
        await using var site = await ApiSite.StartAsync();
        await site.AskAsync("POST keyvalues/Margin", """{"key":"a","value":"1","ttl":1000}""");
        await site.AskAsync("POST keyvalues/Margin", """{"key":"b","value":"1","ttl":1000}""");
        await site.AskAsync("POST keyvalues/Margin", """{"key":"b","value":"2"}""");
        site.App.Time.Advance(TimeSpan.FromMilliseconds(999));
        Value(await site.AskAsync("GET keyvalues/Margin?key=a")).Value.ShouldBe("1");
        site.App.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await site.FailAsync("GET keyvalues/Margin?key=a")).ShouldBe("400 Key 'a' not found in namespace: Margin");
        (await site.AskAsync("GET keyvalues/Margin/keyexists?key=a")).ShouldBe("""200 {"keyExists":false,"keyValue":{}}""");
        (await site.FailAsync("DELETE keyvalues/Margin/a")).ShouldBe("400 Key 'a' not found in namespace: Margin");
        (await site.AskAsync("GET keylist/Margin")).ShouldBe("""200 {"namespace":"Margin","keys":[{"key":"b"}]}""");
        Value(await site.AskAsync("GET keyvalues/Margin?key=b")).Value.ShouldBe("2");
    }

    [Fact]
    public async Task The_sweep_deletes_expired_keys_and_no_others()
    {
        await using var site = await ApiSite.StartAsync();
        foreach (var i in Enumerable.Range(0, 250))
        {
            await site.AskAsync("POST keyvalues/Margin", $$"""{"key":"{{i}}","value":"1","ttl":{{(i % 2 == 0 ? 1000 : 0)}}}""");
        }

        site.App.Time.Advance(TimeSpan.FromSeconds(2));
        await site.App.Services.KeyValueSweep.RunAsync(CancellationToken.None);
        site.App.Tables.Rows(TableNames.KeyValues).Count.ShouldBe(125 + 2);
        site.App.Tables.Rows(TableNames.KeyValues).Single(row => row.RowKey == "~n" && row.Number("Count") is not null)
            .Number("Count").ShouldBe(125);
    }

    [Fact]
    public async Task A_full_namespace_takes_no_new_key_until_one_goes()
    {
        await using var site = await ApiSite.StartAsync("{ maxKeysPerNamespace: 2 }");
        await site.SetAsync("Margin", "a", "1");
        await site.AskAsync("POST keyvalues/Margin", """{"key":"b","value":"1","ttl":1000}""");
        (await site.FailAsync("POST keyvalues/Margin", """{"key":"c","value":"1"}""")).ShouldBe(
            "409 The namespace Margin has 2 keys, as many as api.maxKeysPerNamespace in butler.yaml allows. "
            + "Delete keys, or give them a ttl.");
        (await site.SetAsync("Margin", "a", "2")).ShouldStartWith("201 ");
        (await site.SetAsync("other", "c", "1")).ShouldStartWith("201 ");
        site.App.Time.Advance(TimeSpan.FromSeconds(1));
        (await site.SetAsync("Margin", "c", "1")).ShouldStartWith("201 ");
    }

    [Fact]
    public async Task A_set_under_a_condition_writes_only_what_was_read()
    {
        await using var site = await ApiSite.StartAsync();
        const string Body = """{"key":"a","value":"2"}""";
        (await site.FailAsync("POST keyvalues/Margin", Body, ("If-Match", "*"))).ShouldStartWith("412 ");
        using var created = await site.SendAsync("POST keyvalues/Margin", """{"key":"a","value":"1"}""", ("If-None-Match", "*"));
        ((int)created.StatusCode).ShouldBe(201);
        (await site.FailAsync("POST keyvalues/Margin", Body, ("If-None-Match", "*"))).ShouldBe(
            "412 The value has changed since this ETag was read, or the key exists against the condition. Nothing was written.");
        using var read = await site.SendAsync("GET keyvalues/Margin?key=a");
        read.Headers.ETag.ShouldBe(created.Headers.ETag);
        (await site.FailAsync("DELETE keyvalues/Margin/a", null, ("If-Match", "\"other\""))).ShouldStartWith("412 ");
        (await site.AskAsync("POST keyvalues/Margin", Body, ("If-Match", read.Headers.ETag!.ToString()))).ShouldStartWith("201 ");
        (await site.FailAsync("POST keyvalues/Margin", Body, ("If-Match", read.Headers.ETag!.ToString()))).ShouldStartWith("412 ");
        (await site.FailAsync("POST keyvalues/Margin", Body, ("If-Match", "a, b"))).ShouldStartWith("400 The condition is not supported");
        Value(await site.AskAsync("GET keyvalues/Margin?key=a")).Value.ShouldBe("2");
    }

    [Theory]
    [InlineData("5", "", "6")]
    [InlineData("5", """{"by":-2.5}""", "2.5")]
    [InlineData("5", """{"by":"10"}""", "15")]
    [InlineData(null, """{"by":3}""", "3")]
    public async Task A_number_is_incremented(string? before, string body, string after)
    {
        await using var site = await ApiSite.StartAsync();
        if (before is not null)
        {
            await site.SetAsync("Margin", "a", before);
        }

        Value(await site.AskAsync("POST keyvalues/Margin/a/increment", body)).ShouldBe(("Margin", "a", after));
        Value(await site.AskAsync("GET keyvalues/Margin?key=a")).Value.ShouldBe(after);
    }

    [Fact]
    public async Task What_is_not_a_number_is_not_incremented()
    {
        await using var site = await ApiSite.StartAsync();
        await site.SetAsync("Margin", "a", "x");
        (await site.FailAsync("POST keyvalues/Margin/a/increment")).ShouldBe("409 The value is not a number.");
        (await site.FailAsync("POST keyvalues/Margin/a/increment", """{"by":"much"}""")).ShouldBe("400 body/by must be number");
        await site.SetAsync("Margin", "a", "79228162514264337593543950335");
        (await site.FailAsync("POST keyvalues/Margin/a/increment")).ShouldBe("409 The sum has more than 28 digits.");
    }

    [Fact]
    public async Task Many_writers_lose_nothing()
    {
        await using var site = await ApiSite.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => (i % 4) switch
        {
            0 => site.SetAsync("Margin", "same", $"{i}"),
            1 => site.SetAsync("Margin", $"key {i}", "1"),
            2 => site.SetAsync($"namespace {i}", "a", "1"),
            _ => site.AskAsync("POST keyvalues/Margin/count/increment"),
        }));
        Value(await site.AskAsync("GET keyvalues/Margin?key=count")).Value.ShouldBe("250");
        site.App.Tables.Rows(TableNames.KeyValues).Single(row => row is { PartitionKey: "Margin", RowKey: "~n" })
            .Number("Count").ShouldBe(252);
        Names(await site.AskAsync("GET keyvaluesnamespaces")).Count.ShouldBe(251);
    }

    [Fact]
    public async Task Keys_and_namespaces_come_in_pages()
    {
        await using var site = await ApiSite.StartAsync();
        foreach (var key in new[] { "c", "a", "b&", "d" })
        {
            await site.SetAsync("Margin", key, "1");
            await site.SetAsync(key, "x", "1");
        }

        (await PagesAsync(site, "keylist/Margin", "?limit=3")).ShouldBe([
            """{"namespace":"Margin","keys":[{"key":"a"},{"key":"b\u0026"},{"key":"c"}]}""",
            """{"namespace":"Margin","keys":[{"key":"d"}]}""",
        ]);
        (await PagesAsync(site, "keyvaluesnamespaces", "?limit=2"))
            .ShouldBe(["""["Margin","a"]""", """["b\u0026","c"]""", """["d"]"""]);
        (await site.FailAsync("GET keylist/Margin?limit=0")).ShouldBe("400 querystring/limit must be integer from 1 to 1000");
    }

    [Fact]
    public async Task Table_operations_are_few()
    {
        await using var site = await ApiSite.StartAsync();
        async Task<int> CountAsync(Func<Task<string>> call)
        {
            var before = site.App.Tables.Calls;
            (await call()).ShouldStartWith("2");
            return site.App.Tables.Calls - before;
        }

        int[] counts =
        [
            await CountAsync(() => site.SetAsync("Margin", "a", "1")),
            await CountAsync(() => site.SetAsync("Margin", "b", "1")),
            await CountAsync(() => site.SetAsync("Margin", "b", "2")),
            await CountAsync(() => site.AskAsync("GET keyvalues/Margin?key=b")),
            await CountAsync(() => site.AskAsync("DELETE keyvalues/Margin/b")),
        ];
        counts.ShouldBe([5, 3, 1, 1, 3]);
    }

    [Fact]
    public async Task Tables_that_are_away_are_told()
    {
        await using var site = await ApiSite.StartAsync();
        site.App.Tables.Away = true;
        using var response = await site.SendAsync("GET keyvalues/Margin?key=a");
        ((int)response.StatusCode, response.Headers.RetryAfter?.ToString()).ShouldBe((503, "10"));
    }

    private static async Task<List<string>> PagesAsync(ApiSite site, string path, string query)
    {
        var pages = new List<string>();
        for (var next = query; next is not null;)
        {
            using var response = await site.SendAsync($"GET {path}{next}");
            pages.Add(await response.Content.ReadAsStringAsync());
            next = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        return pages;
    }

    private static (string Namespace, string Key, string Value) Value(string answer)
    {
        answer.ShouldStartWith("200 ");
        using var json = JsonDocument.Parse(answer[4..]);
        string Text(string name) => json.RootElement.GetProperty(name).GetString()!;
        return (Text("namespace"), Text("key"), Text("value"));
    }

    private static List<string> Names(string answer) => JsonSerializer.Deserialize<List<string>>(answer[4..])!;
}
