using Butler.Core.Configuration;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.KeyValues;

/// <summary>What <c>api.callers</c> and <c>api.disabled</c> allow.</summary>
public sealed class CallersTests
{
    private const string Callers = """
        {
            callers: {
              scripts: { key: s3cr3t, functions: [KeyValues], namespaces: [Margin, "team *", "a?b"] },
              ops: { key: 0ps, functions: [Incidents] } } }
        """;

    [Fact]
    public async Task A_caller_uses_its_namespaces_only()
    {
        await using var site = await ApiSite.StartAsync(Callers);
        await site.SetAsync("Payroll", "a", "1");
        await site.SetAsync("Margin", "a", "1");
        var key = ("x-functions-key", "s3cr3t");
        (await site.AskAsync("POST keyvalues/team%20a*b", """{"key":"a","value":"1"}""", key)).ShouldStartWith("201 ");
        (await site.AskAsync("GET keyvalues/Margin?key=a", null, key)).ShouldStartWith("200 ");
        (await site.FailAsync("GET keyvalues/Payroll?key=a", null, key)).ShouldBe(
            "403 This key may not use the namespace Payroll: api.callers.scripts.namespaces in butler.yaml says which it may use.");
        (await site.FailAsync("GET keyvalues/margin?key=a", null, key)).ShouldStartWith("403 ");
        (await site.FailAsync("GET keyvalues/axb?key=a", null, key)).ShouldStartWith("403 "); // only the star stands for others
        (await site.FailAsync("GET keyvalues/a%3Fb?key=a", null, key)).ShouldBe("400 Namespace not found: a?b");
        (await site.FailAsync("DELETE keyvalues/Payroll?code=s3cr3t")).ShouldStartWith("403 ");
        (await site.AskAsync("GET keyvaluesnamespaces", null, key)).ShouldBe("""200 ["Margin","team a*b"]""");
        (await site.AskAsync("GET keyvaluesnamespaces?code=other")).ShouldBe("""200 ["Margin","Payroll","team a*b"]""");
    }

    [Fact]
    public async Task A_caller_calls_its_functions_only()
    {
        await using var site = await ApiSite.StartAsync(Callers);
        (await site.FailAsync("GET deliveries", null, ("x-functions-key", "s3cr3t"))).ShouldBe(
            "403 This key may not call Deliveries: api.callers.scripts.functions in butler.yaml says what it may call.");
        (await site.FailAsync("GET keyvaluesnamespaces", null, ("x-functions-key", "0ps"))).ShouldStartWith("403 ");
        (await site.AskAsync("GET incidents", null, ("x-functions-key", "0ps"))).ShouldStartWith("200 ");
        (await site.AskAsync("GET deliveries")).ShouldStartWith("200 ");
    }

    [Fact]
    public async Task A_function_that_is_off_is_not_there()
    {
        await using var site = await ApiSite.StartAsync("{ disabled: [KeyValuesList] }");
        await site.SetAsync("Margin", "a", "1");
        (await site.FailAsync("GET keylist/Margin"))
            .ShouldBe("404 Route GET:/api/v4/keylist/Margin not found: api.disabled in butler.yaml names KeyValuesList.");
        (await site.AskAsync("GET keyvaluesnamespaces")).ShouldStartWith("200 ");
    }

    [Fact]
    public async Task Without_a_usable_configuration_nothing_is_called()
    {
        await using var site = await ApiSite.StartAsync("{ callers: { a: { key: x, functions: [KeyValue] } } }");
        (await site.FailAsync("GET keyvaluesnamespaces")).ShouldStartWith("503 there is no usable configuration: ");
    }

    [Theory]
    [InlineData(
        "{ disabled: [KeyValueList] }", "which is not a function that is called by HTTP; did you mean \"KeyValuesList\"?")]
    [InlineData("{ callers: { a: { functions: [KeyValues] } } }", "lacks the key \"key\"")]
    [InlineData("{ callers: { a: { key: x, function: [KeyValues] } } }", "did you mean \"functions\"?")]
    [InlineData("{ maxKeysPerNamespace: 0 }", "expected")]
    [InlineData("{ onOffline: wait }", "onOffline")]
    public void A_faulty_section_is_told(string api, string fault) => Should.Throw<ConfigurationException>(() => YamlFile.Read(
        "butler.yaml", $"channels: {{}}\nroutes: []\napi: {api}\n", Reading.Butler.Type, _ => null))
        .Faults.ShouldHaveSingleItem().ToString().ShouldContain(fault);
}
