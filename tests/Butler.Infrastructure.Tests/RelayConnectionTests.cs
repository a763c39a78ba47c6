using Butler.Core.Azure.ServiceBus;
using Butler.Infrastructure.Tests.Support;

namespace Butler.Infrastructure.Tests;

/// <summary><c>infra/relay-connection.sh</c>, with a program in the place of the Azure CLI.</summary>
public sealed class RelayConnectionTests : IDisposable
{
    private readonly FakeCommands commands = new();

    [Fact]
    public async Task It_prints_what_the_relay_reads()
    {
        commands.Add("az", """
            while [ "$1" != --queue-name ]; do shift; done
            echo "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=plant;SharedAccessKey=k-$2=;EntityPath=$2"
            """);

        var (code, output) = await RunAsync("rg", "ns", "plant");

        code.ShouldBe(0, output);
        var connection = ServiceBusConnection.Parse(output);
        connection.Address.ShouldBe(new Uri("https://ns.servicebus.windows.net/"));
        connection.WithoutKey("events", "replies", "commands-plant", "deliveries").ShouldBe(["deliveries"]);
    }

    [Fact]
    public async Task A_relay_without_policies_is_told_what_to_do()
    {
        commands.Add("az", "echo 'ERROR: (NotFound)' >&2; exit 3");

        var (code, output) = await RunAsync("rg", "ns", "plant");

        code.ShouldBe(1);
        output.ShouldBe("""
            ERROR: (NotFound)
            The queue events of ns has no policy plant. Name the relay in the parameter relays, without principalId, and deploy.

            """);
    }

    [Fact]
    public async Task It_says_how_it_is_used()
    {
        var (code, output) = await RunAsync("rg");

        code.ShouldBe(2);
        output.ShouldBe($"usage: {Repository.PathOf("infra/relay-connection.sh")} RESOURCE_GROUP NAMESPACE RELAY\n");
    }

    public void Dispose() => commands.Dispose();

    private Task<(int Code, string Output)> RunAsync(params string[] arguments) =>
        commands.RunAsync(Repository.PathOf("infra/relay-connection.sh"), [], arguments);
}
