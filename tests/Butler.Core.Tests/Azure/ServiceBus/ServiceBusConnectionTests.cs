using Butler.Core.Azure.ServiceBus;

namespace Butler.Core.Tests.Azure.ServiceBus;

public sealed class ServiceBusConnectionTests
{
    private const string Key = "SharedAccessKeyName=a;SharedAccessKey=c2VjcmV0";

    [Theory]
    [InlineData("nonsense=1", "The Service Bus connection string lacks Endpoint=sb://...")]
    [InlineData(
        "Endpoint=sb://x/;SharedAccessKey=c2VjcmV0",
        "The Service Bus connection string lacks SharedAccessKeyName or SharedAccessKey; for Entra ID give only "
            + "https://NAME.servicebus.windows.net.")]
    [InlineData(
        "http://ns.servicebus.windows.net",
        "The Service Bus address must be a connection string or https://NAME.servicebus.windows.net.")]
    public void A_bad_connection_says_what_is_missing_and_shows_no_key(string text, string expected) =>
        Should.Throw<FormatException>(() => ServiceBusConnection.Parse(text)).Message.ShouldBe(expected);

    [Fact]
    public void A_part_without_an_equals_sign_is_told_without_its_text() =>
        Should.Throw<FormatException>(() => ServiceBusConnection.Parse($"Endpoint=sb://x;{Key};garbage")).Message
            .ShouldSatisfyAllConditions(
                message => message.ShouldContain("no equals sign"), message => message.ShouldNotContain("c2VjcmV0"));

    [Theory]
    [InlineData($"Endpoint=sb://ns.servicebus.windows.net/;{Key}", "https://ns.servicebus.windows.net/")]
    [InlineData($"Endpoint=sb://127.0.0.1:5380;{Key};UseDevelopmentEmulator=true", "http://127.0.0.1:5380/")]
    [InlineData("ns.servicebus.windows.net", "https://ns.servicebus.windows.net/")]
    [InlineData("https://ns.servicebus.windows.net/some/path", "https://ns.servicebus.windows.net/")]
    public void The_address_is_that_of_WebSockets(string text, string expected) =>
        ServiceBusConnection.Parse(text).Address.ShouldBe(new Uri(expected));

    [Fact]
    public void A_log_can_name_the_policy() =>
        ServiceBusConnection.Parse($"Endpoint=sb://ns.servicebus.windows.net/;{Key}").AuthenticatesWith
            .ShouldBe("the shared access policy a");
}
