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
        $"Endpoint=sb://x/;{Key};EntityPath=events Endpoint=sb://x/;{Key}",
        "Of several Service Bus connection strings each must have EntityPath=QUEUE, the queue that its key is for.")]
    [InlineData(
        $"Endpoint=sb://x/;{Key};EntityPath=events\nEndpoint=sb://x/;{Key};EntityPath=Events",
        "Two Service Bus connection strings are for the queue events; each queue may have one.")]
    [InlineData(
        $"Endpoint=sb://x/;{Key};EntityPath=events Endpoint=sb://y/;{Key};EntityPath=replies",
        "The Service Bus connection strings are for different namespaces; all must have the same Endpoint.")]
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

    [Fact]
    public void Each_queue_may_have_a_key_of_its_own()
    {
        var connection = ServiceBusConnection.Parse(
            " Endpoint=sb://ns.example.com/;SharedAccessKeyName=r;SharedAccessKey=a=;EntityPath=events\r\n"
            + "Endpoint=sb://ns.example.com/;SharedAccessKeyName=r;SharedAccessKey=b=;EntityPath=commands-x ");

        connection.Address.ShouldBe(new Uri("https://ns.example.com/"));
        connection.AuthenticatesWith.ShouldBe("the shared access policy r");
        connection.ConnectionString("Events").ShouldBe("Endpoint=sb://ns.example.com/;SharedAccessKeyName=r;SharedAccessKey=a=");
        connection.ConnectionString("commands-x").ShouldBe("Endpoint=sb://ns.example.com/;SharedAccessKeyName=r;SharedAccessKey=b=");
        connection.ConnectionString("replies").ShouldBeNull();
        connection.WithoutKey("events", "replies", "commands-x").ShouldBe(["replies"]);
    }

    [Fact]
    public void One_key_without_a_queue_is_for_all()
    {
        var connection = ServiceBusConnection.Parse($"Endpoint=sb://ns.example.com/;{Key}");

        connection.WithoutKey("events", "replies").ShouldBeEmpty();
        ServiceBusConnection.Parse("ns.example.com").WithoutKey("events").ShouldBeEmpty();
    }
}
