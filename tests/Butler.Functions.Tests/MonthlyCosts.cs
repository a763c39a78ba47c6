using System.Globalization;
using System.Text;

namespace Butler.Functions.Tests;

/// <summary>What an app with one relay does in an hour in which nothing happens.</summary>
/// <param name="Tables">Table operations.</param>
/// <param name="Sent">Messages sent; as many are received.</param>
/// <param name="Executions">Runs of functions.</param>
internal sealed record QuietHour(int Tables, int Sent, int Executions);

/// <summary>The worked table of the guide to costs: what three numbers of events come to in a month.</summary>
internal sealed class MonthlyCosts(QuietHour quiet)
{
    private const int Hours = 730;
    private const int TablesOfEvent = 2;

    // List prices in US dollars. They differ by region and change; the guide says so.
    private const decimal Executions = 0.40m / 1_000_000;
    private const decimal FreeExecutions = 250_000;
    private const decimal GigabyteSecond = 0.000026m;
    private const decimal FreeGigabyteSeconds = 100_000;
    private const decimal TableOperations = 0.00036m / 10_000;
    private const decimal BusBase = 10m;
    private const decimal BusIncluded = 13_000_000;
    private const decimal BusOperations = 0.80m / 1_000_000;

    private static readonly int[] Events = [100, 10_000, 1_000_000];

    /// <summary>The section of the guide.</summary>
    public string Text()
    {
        var text = new StringBuilder("""

            ## A month, worked out

            One relay, one channel for each event, Flex Consumption, a month of 730 hours. Each run of a function is counted as one second of
            an instance, which is the least that is billed; runs at the same time share an instance, so this is the most that it can be.
            `instanceMemoryMB` is 2048 in the first column of prices and 512 in the second.

            | Events | Executions | Table operations | Messages sent and received | Functions, 2 GB | Functions, 512 MB | Tables | Service Bus | All, 2 GB | All, 512 MB |
            |---|---|---|---|---|---|---|---|---|---|

            """);
        foreach (var events in Events)
        {
            Row(text, events);
        }

        return text.Append(string.Create(CultureInfo.InvariantCulture, $$"""

            The arithmetic, for *n* events:

            - executions = 730 × {{quiet.Executions}} + *n*; table operations = 730 × {{quiet.Tables}} + {{TablesOfEvent}} × *n*; messages = 730 × {{2 * quiet.Sent}} + 2 × *n*.
            - Functions = (executions - 250,000) × $0.40 / 1,000,000 + (executions × 1 s × memory in GB - 100,000) × $0.000026; neither below 0.
            - Tables = operations × $0.00036 / 10,000. A row takes 1 to 4 KB for 30 days: a million events are about 4 GB, $0.18 a month.
            - Service Bus Standard = $10 with 13 million operations, then $0.80 a million.

            The prices are list prices in US dollars at the time of writing. They were not checked against a bill: take those of your region
            from Azure's price pages. Beside these there are Log Analytics (by the GB; `logDailyCapGb` limits it), the three metric and three
            log alerts (some cents each), Key Vault (cents), and what leaves Azure. A second relay adds its heartbeats. Always-ready instances
            are billed by the second whether they work or not. A private deployment has Service Bus Premium and Elastic Premium, each several
            hundred dollars a month.

            """)).ToString();
    }

    private void Row(StringBuilder text, int events)
    {
        decimal executions = (Hours * quiet.Executions) + events;
        decimal tables = (Hours * quiet.Tables) + (TablesOfEvent * (decimal)events);
        var messages = (Hours * 2m * quiet.Sent) + (2m * events);
        var (large, small) = (Functions(executions, 2m), Functions(executions, 0.5m));
        var table = tables * TableOperations;
        var bus = BusBase + (Math.Max(0, messages - BusIncluded) * BusOperations);
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {events:N0} | {executions:N0} | {tables:N0} | {messages:N0} | {Dollars(large)} | {Dollars(small)} | {Dollars(table)} "
            + $"| {Dollars(bus)} | {Dollars(large + table + bus)} | {Dollars(small + table + bus)} |\n");
    }

    private static decimal Functions(decimal executions, decimal gigabytes) =>
        (Math.Max(0, executions - FreeExecutions) * Executions)
        + (Math.Max(0, (executions * gigabytes) - FreeGigabyteSeconds) * GigabyteSecond);

    private static string Dollars(decimal amount) => string.Create(CultureInfo.InvariantCulture, $"${amount:0.00}");
}
