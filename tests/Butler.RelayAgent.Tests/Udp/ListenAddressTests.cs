using Butler.RelayAgent.Udp;

namespace Butler.RelayAgent.Tests.Udp;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("0.0.0.0:9998", "0.0.0.0:9998")]
    [InlineData("[::]:9998", "0.0.0.0:9998")]
    [InlineData("*:9998", "0.0.0.0:9998")]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("[::1]:9998", "[::1]:9998")]
    public void Addresses_are_read_and_wildcards_mean_both_families(string text, string shown)
    {
        ListenAddress.TryParse(text, out var address).ShouldBeTrue();
        address.ToString().ShouldBe(shown);
    }

    [Theory]
    [InlineData("")]
    [InlineData("9998")]
    [InlineData(":9998")]
    [InlineData("::1:9998")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("localhost:9998")]
    public void Anything_else_is_refused(string text) => ListenAddress.TryParse(text, out _).ShouldBeFalse();
}
