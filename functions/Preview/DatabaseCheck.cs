using Butler.Core.Destinations;
using Butler.Functions.Channels.Influx;
using Butler.Functions.Configuration;

namespace Butler.Functions.Preview;

/// <summary><c>check --create</c>: creates the missing databases of channels at InfluxDB servers of version 1.</summary>
internal sealed class DatabaseCheck(InfluxDatabase databases)
{
    /// <summary>Creates the databases. Returns one line for each channel, and whether all databases exist now.</summary>
    public async Task<(IReadOnlyList<string> Lines, bool AllExist)> RunAsync(ButlerOptions options, CancellationToken cancellationToken)
    {
        var (lines, allExist) = (new List<string>(), true);
        foreach (var (name, channel) in options.Channels.Where(c => InfluxDatabase.CanCreate(c.Value)))
        {
            var influx = (InfluxOptions)channel;
            var looked = await databases.LookAsync(influx, cancellationToken);
            var outcome = InfluxDatabase.IsMissing(looked) ? await databases.CreateAsync(influx, cancellationToken) : looked;
            allExist &= outcome is DeliveryOutcome.Sent;
            lines.Add($"channels.{name}: the database \"{influx.Database}\" " + outcome switch
            {
                DeliveryOutcome.Sent when looked is DeliveryOutcome.Sent => "exists",
                DeliveryOutcome.Sent => "has been created",
                DeliveryOutcome.Refused refused =>
                    $"is not there or cannot be written to, and was not created: the server {refused.Reason}",
                DeliveryOutcome.TryAgain again => $"is unknown: {again.Reason}",
                _ => throw new InvalidOperationException(outcome.ToString()),
            });
        }

        return (lines, allExist);
    }
}
