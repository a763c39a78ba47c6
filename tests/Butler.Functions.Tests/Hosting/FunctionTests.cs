using Butler.Functions.Queues;
using Butler.Functions.Tests.Support;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace Butler.Functions.Tests.Hosting;

public sealed class FunctionTests
{
    [Fact]
    public void The_functions_are_as_expected() => Repository.ShouldMatch(
        "tests/Butler.Functions.Tests/Hosting/Expected/functions.txt", string.Concat(DeclaredFunctions.All.Select(function => $"{function}\n")));

    [Fact]
    public void Names_are_good_for_the_host_and_unique()
    {
        var names = DeclaredFunctions.All.Select(function => function.Name).ToList();
        names.ShouldAllBe(name => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && char.IsAsciiLetter(name[0]));
        names.Select(name => name.ToUpperInvariant()).ShouldBeUnique();
    }

    [Fact]
    public void Every_queue_has_a_function_for_its_dead_letters()
    {
        var queues = DeclaredFunctions.All.Select(function => function.Trigger).OfType<ServiceBusTrigger.ServiceBusTriggerAttribute>().Select(t => t.QueueName).ToList();
        queues.Where(queue => !queue.Contains('/')).Select(queue => queue + "/$DeadLetterQueue").Append("commands-RELAY/$DeadLetterQueue")
            .ShouldBe(queues.Where(queue => queue.Contains('/')), ignoreOrder: true);
    }

    [Theory]
    [InlineData("relay-1, relay-2,Relay-1", "relay-1,relay-2")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Each_relay_gets_a_function_for_its_dead_letters(string? relays, string expected)
    {
        var other = Function("ProcessEvent", """{"queueName":"events"}""");
        List<IFunctionMetadata> functions = [Function("DeadLettersCommands", """{"queueName":"commands-RELAY/$DeadLetterQueue"}"""), other];

        new FunctionPerRelay(relays).Transform(functions);

        functions[0].ShouldBe(other);
        functions.Skip(1).Select(f => (f.Name, f.RawBindings!.Single(), f.EntryPoint, f.ScriptFile, f.Language, FunctionPerRelay.RelayOf(f.Name!)))
            .ShouldBe(expected.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(relay => (
                (string?)$"DeadLettersCommands-{relay}", $$"""{"queueName":"commands-{{relay}}/$DeadLetterQueue"}""", (string?)"App.RunAsync", (string?)"app.dll",
                (string?)"dotnet-isolated", (string?)relay)));
    }

    private static DefaultFunctionMetadata Function(string name, string binding) =>
        new() { Name = name, EntryPoint = "App.RunAsync", ScriptFile = "app.dll", Language = "dotnet-isolated", RawBindings = [binding] };
}
