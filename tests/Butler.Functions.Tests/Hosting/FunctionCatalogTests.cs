using Butler.Functions.Hosting;

namespace Butler.Functions.Tests.Hosting;

public sealed class FunctionCatalogTests
{
    [Fact]
    public void Every_queue_has_a_function_for_its_dead_letters_the_relays_included()
    {
        var queues = FunctionCatalog.Create("relay-1, relay-2").Select(f => f.Trigger).OfType<QueueTrigger>().Select(t => t.Queue).ToList();
        queues.ShouldBe([
            "events", "deliveries", "timers", "replies",
            "events/$DeadLetterQueue", "deliveries/$DeadLetterQueue", "timers/$DeadLetterQueue", "replies/$DeadLetterQueue",
            "commands-relay-1/$DeadLetterQueue", "commands-relay-2/$DeadLetterQueue",
        ]);
    }

    [Fact]
    public void Names_are_good_for_the_host_and_unique()
    {
        var names = FunctionCatalog.Create("relay-1").Select(f => f.Name).ToList();
        names.ShouldAllBe(n => n.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && char.IsAsciiLetter(n[0]));
        names.Select(n => n.ToUpperInvariant()).ShouldBeUnique();
    }

    [Fact]
    public void The_export_is_as_expected_and_clears_what_is_gone()
    {
        var directory = Directory.CreateTempSubdirectory("butler-export");
        try
        {
            FunctionExport.Write(directory.FullName, FunctionCatalog.Create("gone"));
            FunctionExport.Write(directory.FullName, FunctionCatalog.Create("relay-1"));
            var text = string.Concat(Directory.EnumerateFiles(directory.FullName, "function.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(f => $"== {Path.GetFileName(Path.GetDirectoryName(f))}\n{File.ReadAllText(f)}"));
            Repository.ShouldMatch("tests/Butler.Functions.Tests/Hosting/Expected/functions.txt", text);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
