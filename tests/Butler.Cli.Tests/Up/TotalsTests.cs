using Butler.Cli.Up;
using Butler.Cli.Up.Output;

namespace Butler.Cli.Tests.Up;

public sealed class TotalsTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("butler-totals-").FullName;

    [Fact]
    public void The_totals_are_those_that_the_parts_report()
    {
        using var data = DataDirectory.Open(directory);
        var totals = new TotalsReader(data);
        totals.Read().ShouldBe(new UpTotals());
        totals.Read().ToString().ShouldBe("");

        File.WriteAllText(
            Path.Combine(data.Journal, "status.json"),
            """{ "site": "default", "relay": "local", "version": "1", "counters": { "received": 1234, "refused": 1, "forwarded": 1200,"""
                + """ "waiting": 34 } }""");
        totals.Read().ToString().ShouldBe("1,234 received, 1 refused, 1,200 forwarded, 34 waiting");

        File.WriteAllText(totals.Deliveries, """{ "planned": 5, "sent": 3, "retried": 2, "dead": 1 }""");
        totals.Read().ToString().ShouldBe("1,234 received, 1 refused, 1,200 forwarded, 34 waiting, 5 planned, 3 sent, 2 retried, 1 dead");
    }

    [Fact]
    public void The_totals_of_an_earlier_run_are_forgotten()
    {
        using var data = DataDirectory.Open(directory);
        File.WriteAllText(new TotalsReader(data).Deliveries, """{ "planned": 5, "sent": 3, "retried": 2, "dead": 1 }""");

        new TotalsReader(data).Read().ShouldBe(new UpTotals());
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
