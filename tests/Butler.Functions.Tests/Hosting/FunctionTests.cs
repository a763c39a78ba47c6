using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Hosting;

public sealed class FunctionTests
{
    [Fact]
    public void The_functions_are_as_expected() => Repository.ShouldMatch(
        "tests/Butler.Functions.Tests/Hosting/Expected/functions.txt",
        string.Concat(DeclaredFunctions.All.Select(function => $"{function}\n")));

    [Fact]
    public void Names_are_good_for_the_host_and_unique()
    {
        var names = DeclaredFunctions.All.Select(function => function.Name).ToList();
        names.ShouldAllBe(name => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && char.IsAsciiLetter(name[0]));
        names.Select(name => name.ToUpperInvariant()).ShouldBeUnique();
    }

    /// <summary>
    /// In Azure the host takes the first route that matches, in the order of the functions' names; so a fixed path comes before one with a
    /// variable part in the same place.
    /// </summary>
    [Fact]
    public void A_fixed_path_comes_before_a_variable_one()
    {
        var routes = DeclaredFunctions.All.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .Select(function => (function.Trigger as Microsoft.Azure.Functions.Worker.HttpTriggerAttribute)?.Route?.Split('/'))
            .OfType<string[]>().ToList();
        routes.SelectMany((first, index) => routes.Skip(index + 1).Where(second => Hides(first, second))
            .Select(second => $"{string.Join('/', first)} hides {string.Join('/', second)}")).ShouldBeEmpty();

        static bool Hides(string[] first, string[] second) => first.Length == second.Length
            && first.Zip(second).All(pair => pair.First == pair.Second || pair.First[0] == '{')
            && first.Zip(second).Any(pair => pair.First[0] == '{' && pair.Second[0] != '{');
    }

    /// <summary>A body that is bound as text and is JSON would replace what the host says of the message, such as its id.</summary>
    [Fact]
    public void A_message_is_taken_as_bytes() => DeclaredFunctions.All.SelectMany(function => function.Method.GetParameters())
        .Where(parameter => parameter.IsDefined(typeof(ServiceBusTrigger.ServiceBusTriggerAttribute), inherit: false))
        .Select(parameter => parameter.ParameterType)
        .ShouldBe(Enumerable.Repeat(typeof(byte[]), 5));

    [Fact]
    public void No_two_functions_take_messages_from_the_same_queue() =>
        DeclaredFunctions.All.Select(function => function.Trigger)
            .OfType<ServiceBusTrigger.ServiceBusTriggerAttribute>().Select(trigger => trigger.QueueName)
            .ShouldBe(["replies", "dead-letters", "deliveries", "events", "timers"], ignoreOrder: true);

    /// <summary>The generated executor compiles an expression at each invocation of a class that is not public.</summary>
    [Fact]
    public void Functions_are_invoked_by_the_workers_own_executor() => typeof(Butler.Functions.Routing.ProcessEvent).Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(Microsoft.Azure.Functions.Worker.Invocation.IFunctionExecutor))).ShouldBeEmpty();
}
