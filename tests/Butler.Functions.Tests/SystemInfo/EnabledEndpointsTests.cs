using Butler.Core.Api;
using Butler.Core.LoadScripts;
using Butler.Functions.Api;
using Butler.Functions.Configuration;
using Butler.Functions.SystemInfo;

namespace Butler.Functions.Tests.SystemInfo;

public sealed class EnabledEndpointsTests
{
    [Theory]
    [InlineData("AzureWebJobs.SystemPing.Disabled", "true")]
    [InlineData("AzureWebJobs.SystemPing.Disabled", "1")]
    [InlineData("AzureWebJobs__SystemPing__Disabled", " True ")]
    public void What_an_app_setting_disables_is_not_listed(string setting, string value) =>
        Enabled([new PingApi(), new BaseConversionApi()], (setting, value)).ShouldBe(["base16ToBase62", "base62ToBase16"]);

    [Theory]
    [InlineData("AzureWebJobs.SystemPing.Disabled", "false")]
    [InlineData("AzureWebJobs.System.Disabled", "true")]
    public void Another_app_setting_disables_nothing(string setting, string value) =>
        Enabled([new PingApi(), new BaseConversionApi()], (setting, value)).ShouldBe(["base16ToBase62", "base62ToBase16", "butlerping"]);

    [Fact]
    public void What_the_configuration_does_not_switch_on_is_not_listed() => Enabled([new Half()]).ShouldBe(["on"]);

    private static IReadOnlyList<string> Enabled(IReadOnlyList<IApi> apis, params (string Name, string Value)[] settings) =>
        new EnabledEndpoints(new(() => apis), name => settings.FirstOrDefault(setting => setting.Name == name).Value)
            .Of(new HttpApiOptions());

    /// <summary>One operation is on, one is off, and of two with one name one is off.</summary>
    private sealed class Half : ISwitchedApi
    {
        public IReadOnlyList<ApiRoute> Routes { get; } =
            [new("v4/half", Operation("GET", "on"), Operation("PUT", "off"), Operation("POST", "both"), Operation("DELETE", "both"))];

        public bool IsOn(ApiOperation operation, HttpApiOptions options) => operation.Method is "GET" or "POST";

        private static PlainOperation Operation(string method, string flag) =>
            new(method, "Does nothing.", _ => Task.CompletedTask) { ButlerFlag = flag };
    }
}
