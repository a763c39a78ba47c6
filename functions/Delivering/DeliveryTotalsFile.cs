using System.Text.Json;
using Butler.Core.Time;

namespace Butler.Functions.Delivering;

/// <summary>
/// Writes the sums of all channels to a file, about once a second while they change, for <c>butler up</c>. It stands in no public answer:
/// how much goes wrong in a system is not everybody's business.
/// </summary>
internal sealed partial class DeliveryTotalsFile(string path, DeliveryCounts counts, TimeProvider time, ILogger<DeliveryTotalsFile> logger)
    : BackgroundService
{
    /// <summary>The app setting that names the file; without it no file is written.</summary>
    public const string Variable = "BUTLER_DELIVERY_TOTALS";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly QuietLog trouble = new(time);
    private DeliveryTotals? written;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            Write();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Write()
    {
        var now = counts.Totals;
        if (now == written)
        {
            return;
        }

        try
        {
            File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(now, DeliveryTotalsJson.Default.DeliveryTotals));
            File.Move(path + ".new", path, overwrite: true);
            written = now;
            trouble.End();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (trouble.IsDue())
            {
                Log.NotWritten(logger, e.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The totals of deliveries cannot be written: {Reason}")]
        public static partial void NotWritten(ILogger logger, string reason);
    }
}
