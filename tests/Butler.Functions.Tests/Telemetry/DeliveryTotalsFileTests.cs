using Butler.Functions.Delivering;
using Butler.Functions.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Functions.Tests.Telemetry;

public sealed class DeliveryTotalsFileTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("butler-totals-").FullName;

    [Fact]
    public async Task The_file_holds_the_totals_of_all_channels()
    {
        using var app = new App("channels: { a: { type: console } }");
        var counts = app.Services.DeliveryCounts;
        var path = Path.Combine(directory, "deliveries.json");
        using var file = new DeliveryTotalsFile(path, counts, app.Time, NullLogger<DeliveryTotalsFile>.Instance);
        await file.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            () => Text(path) == """{"planned":0,"sent":0,"retried":0,"dead":0}""", "the file is written at the start");

        counts.AddPlanned("a");
        counts.AddPlanned("b");
        counts.AddSent("a");
        counts.AddRetried("b");
        counts.AddDead("b");
        await Eventually.TrueAsync(
            () =>
            {
                app.Time.Advance(TimeSpan.FromSeconds(1));
                return Text(path) == """{"planned":2,"sent":1,"retried":1,"dead":1}""";
            },
            "the file follows the counts");
        await file.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Without_the_setting_no_file_is_written() =>
        new ServiceCollection().AddDeliveryTotalsFile(_ => null).ShouldBeEmpty();

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static string Text(string path) => File.Exists(path) ? File.ReadAllText(path) : "";
}
