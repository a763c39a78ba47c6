using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.KeyValues;

/// <summary>The key-value endpoints as load scripts know them from Butler: one test for each row of the table of its REST API.</summary>
public sealed class ButlersTableTests
{
    [Fact]
    public async Task Row_1_The_namespaces_are_a_list_of_names()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.AskAsync("GET keyvaluesnamespaces")).ShouldBe("200 []");
        await site.SetAsync("Nightly chain", "a", "1");
        await site.SetAsync("Margin", "a", "1");
        (await site.AskAsync("GET keyvaluesnamespaces")).ShouldBe("""200 ["Margin","Nightly chain"]""");
    }

    [Fact]
    public async Task Row_2_A_value_is_read_by_its_key()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.FailAsync("GET keyvalues/Margin")).ShouldBe("400 querystring must have required property 'key'");
        (await site.FailAsync("GET keyvalues/Margin?key=lastRun")).ShouldBe("400 Namespace not found: Margin");
        await site.SetAsync("Margin", "lastRun", "2031-03-14");
        (await site.AskAsync("GET keyvalues/Margin?key=lastRun"))
            .ShouldBe("""200 {"namespace":"Margin","key":"lastRun","value":"2031-03-14"}""");
        (await site.FailAsync("GET keyvalues/Margin?key=lastrun")).ShouldBe("400 Key 'lastrun' not found in namespace: Margin");
        (await site.FailAsync("GET keyvalues/margin?key=lastRun")).ShouldBe("400 Namespace not found: margin");
        (await site.FailAsync("GET keyvalues/Margin?key=a&key=b")).ShouldBe("400 querystring/key must be given once");
    }

    [Fact]
    public async Task Row_3_Whether_a_key_exists_is_told_with_its_value()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.FailAsync("GET keyvalues/Margin/keyexists?key=a")).ShouldBe("400 Namespace not found: Margin");
        await site.SetAsync("Margin", "lastRun", "x");
        (await site.FailAsync("GET keyvalues/Margin/keyexists")).ShouldBe("400 querystring must have required property 'key'");
        (await site.AskAsync("GET keyvalues/Margin/keyexists?key=lastRun"))
            .ShouldBe("""200 {"keyExists":true,"keyValue":{"namespace":"Margin","key":"lastRun","value":"x"}}""");
        (await site.AskAsync("GET keyvalues/Margin/keyexists?key=other")).ShouldBe("""200 {"keyExists":false,"keyValue":{}}""");
    }

    [Theory]
    [InlineData("""{"key":"a","value":"x"}""", """201 {"namespace":"Margin","key":"a","value":"x","ttl":0}""")]
    [InlineData("""{"key":"a","value":"x","ttl":60000}""", """201 {"namespace":"Margin","key":"a","value":"x","ttl":60000}""")]
    [InlineData("""{"key":"a","value":"x","ttl":"60000"}""", """201 {"namespace":"Margin","key":"a","value":"x","ttl":60000}""")]
    [InlineData("""{"key":"a","value":"x","ttl":-1}""", """201 {"namespace":"Margin","key":"a","value":"x","ttl":0}""")]
    [InlineData("""{"key":"a","value":5,"more":[]}""", """201 {"namespace":"Margin","key":"a","value":"5","ttl":0}""")]
    [InlineData("""{"key":1.50,"value":true}""", """201 {"namespace":"Margin","key":"1.50","value":"true","ttl":0}""")]
    [InlineData("""{"key":"a","value":null}""", """201 {"namespace":"Margin","key":"a","value":"","ttl":0}""")]
    public async Task Row_4_A_set_answers_with_what_is_stored(string body, string answer)
    {
        await using var site = await ApiSite.StartAsync();
        (await site.AskAsync("POST keyvalues/Margin", body)).ShouldBe(answer);
    }

    [Theory]
    [InlineData("""{"value":"x"}""", "400 Required parameter is missing")]
    [InlineData("""{"key":"","value":"x"}""", "400 Required parameter is missing")]
    [InlineData("""{"key":"a"}""", "400 Required parameter is missing")]
    [InlineData("""{"key":"a","value":{}}""", "400 body/value must be string")]
    [InlineData("""{"key":["a"],"value":"x"}""", "400 body/key must be string")]
    [InlineData("""{"key":"a","value":"x","ttl":"soon"}""", "400 body/ttl must be number")]
    [InlineData("""{"key":"a","value":"x","ttl":1e999}""", "400 body/ttl must be number")]
    [InlineData("""{"key":"a","value":"\ud800"}""", "400 body/value must be text of whole Unicode characters")]
    [InlineData("""["a"]""", "400 body must be object")]
    [InlineData("", "400 The body is empty; expected JSON.")]
    [InlineData("{\n\"key\": a }", "400 The body is not valid JSON at line 2, byte 8.")]
    public async Task Row_4_A_faulty_set_is_refused_and_stores_nothing(string body, string problem)
    {
        await using var site = await ApiSite.StartAsync();
        (await site.FailAsync("POST keyvalues/Margin", body)).ShouldBe(problem);
        (await site.AskAsync("GET keyvaluesnamespaces")).ShouldBe("200 []");
    }

    [Fact]
    public async Task Row_5_A_key_is_deleted()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.FailAsync("DELETE keyvalues/Margin/a")).ShouldBe("400 Namespace not found: Margin");
        await site.SetAsync("Margin", "a", "1");
        (await site.FailAsync("DELETE keyvalues/Margin/b")).ShouldBe("400 Key 'b' not found in namespace: Margin");
        (await site.AskAsync("DELETE keyvalues/Margin/a")).ShouldBe("204 ");
        (await site.FailAsync("DELETE keyvalues/Margin/a")).ShouldBe("400 Key 'a' not found in namespace: Margin");
        (await site.AskAsync("GET keyvaluesnamespaces")).ShouldBe("""200 ["Margin"]""");
    }

    [Fact]
    public async Task Row_6_A_namespace_is_cleared_and_gone()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.FailAsync("DELETE keyvalues/Margin")).ShouldBe("400 Namespace not found: Margin");
        await site.SetAsync("Margin", "a", "1");
        await site.SetAsync("Margins", "a", "2");
        (await site.AskAsync("DELETE keyvalues/Margin")).ShouldBe("204 ");
        (await site.FailAsync("GET keyvalues/Margin?key=a")).ShouldBe("400 Namespace not found: Margin");
        (await site.AskAsync("GET keyvaluesnamespaces")).ShouldBe("""200 ["Margins"]""");
        (await site.AskAsync("GET keylist/Margins")).ShouldBe("""200 {"namespace":"Margins","keys":[{"key":"a"}]}""");
    }

    [Fact]
    public async Task Row_7_The_keys_are_listed_in_the_order_in_which_they_were_first_set()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.FailAsync("GET keylist/Margin")).ShouldBe("400 Namespace not found: Margin");
        foreach (var key in new[] { "b", "c", "a", "b" })
        {
            await site.SetAsync("Margin", key, "1");
            site.App.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        (await site.AskAsync("GET keylist/Margin")).ShouldBe("""200 {"namespace":"Margin","keys":[{"key":"b"},{"key":"c"},{"key":"a"}]}""");
    }

    /// <summary>Load scripts can only GET and POST.</summary>
    [Fact]
    public async Task A_post_may_name_another_method()
    {
        await using var site = await ApiSite.StartAsync();
        await site.SetAsync("Margin", "a", "1");
        (await site.AskAsync("POST keyvalues/Margin/a", "{}", ("X-HTTP-Method-Override", "delete"))).ShouldBe("204 ");
        (await site.AskAsync("POST keyvalues/Margin", "", ("X-HTTP-Method-Override", "DELETE"))).ShouldBe("204 ");
        (await site.FailAsync("POST keyvalues/Margin", "", ("X-HTTP-Method-Override", "EXPLODE")))
            .ShouldBe("405 The method of X-HTTP-Method-Override is not supported here; expected GET, POST, DELETE.");
        (await site.FailAsync("POST keyvalues/Margin/a", "{}")).ShouldBe("405 The method is not supported here; expected GET, DELETE.");
    }
}
