using System.Text.Json;

namespace Butler.EndToEnd.Tests.LoadScripts;

/// <summary>Key-values as load scripts ask Butler for them (rows of its table of endpoints), on both listeners.</summary>
[Collection(BothApisCollection.Name)]
public sealed class KeyValueConformanceTests(BothApis apis)
{
    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task Each_row_of_the_table_is_answered_as_Butler_does(string where)
    {
        var space = Uri.EscapeDataString($"Margin/{where} #1");
        var name = $"Margin/{where} #1";
        foreach (var (row, request, body, answer) in new (string, string, string?, string)[]
        {
            ("GET keyvalues, no namespace", $"GET keyvalues/{space}?key=a", null, $"400 Namespace not found: {name}"),
            ("POST keyvalues", $"POST keyvalues/{space}", """{"key":"a b","value":"x","ttl":"600000"}""",
                $$"""201 {"namespace":"{{name}}","key":"a b","value":"x","ttl":600000}"""),
            ("POST keyvalues, lenient types", $"POST keyvalues/{space}", """{"key":1,"value":true}""",
                $$"""201 {"namespace":"{{name}}","key":"1","value":"true","ttl":0}"""),
            ("POST keyvalues, no key", $"POST keyvalues/{space}", """{"value":"x"}""", "400 Required parameter is missing"),
            ("POST keyvalues, ttl", $"POST keyvalues/{space}", """{"key":"a","value":"x","ttl":"soon"}""", "400 body/ttl must be number"),
            ("GET keyvalues", $"GET keyvalues/{space}?key=a%20b", null, $$"""200 {"namespace":"{{name}}","key":"a b","value":"x"}"""),
            ("GET keyvalues, no key", $"GET keyvalues/{space}", null, "400 querystring must have required property 'key'"),
            ("GET keyvalues, unknown", $"GET keyvalues/{space}?key=z", null, $"400 Key 'z' not found in namespace: {name}"),
            ("GET keyexists", $"GET keyvalues/{space}/keyexists?key=1", null,
                $$$"""200 {"keyExists":true,"keyValue":{"namespace":"{{{name}}}","key":"1","value":"true"}}"""),
            ("GET keyexists, absent", $"GET keyvalues/{space}/keyexists?key=z", null, """200 {"keyExists":false,"keyValue":{}}"""),
            ("GET keylist", $"GET keylist/{space}", null, $$"""200 {"namespace":"{{name}}","keys":[{"key":"a b"},{"key":"1"}]}"""),
            ("DELETE key", $"DELETE keyvalues/{space}/1", null, "204 "),
            ("DELETE key, absent", $"DELETE keyvalues/{space}/1", null, $"400 Key '1' not found in namespace: {name}"),
            ("DELETE namespace", $"DELETE keyvalues/{space}", null, "204 "),
            ("DELETE namespace, absent", $"DELETE keyvalues/{space}", null, $"400 Namespace not found: {name}"),
        })
        {
            Shown(await apis.AskAsync(where, request, body)).ShouldBe(answer, row);
        }

        (await apis.AskAsync(where, "GET keyvaluesnamespaces")).ShouldStartWith("200 [");
    }

    /// <summary>The answer; of a problem its message.</summary>
    private static string Shown(string answer) => answer[0] == '4'
        ? $"{answer[..4]}{JsonElement.Parse(answer[4..]).GetProperty("message").GetString()}"
        : answer;
}
