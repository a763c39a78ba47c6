using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Sense.Events;

namespace Butler.RelayAgent.Monitors.Running;

/// <summary>
/// Raises the events of monitors. An event goes into the journal and from there the way of all events, so it survives the end of this
/// process.
/// </summary>
internal sealed class MonitorEvents(RelayIdentity relay, OwnRecords records, TimeProvider time)
{
    /// <summary>
    /// The id of an event that is raised at each look. It names the interval of the clock, so that the looks of two relays, or of a relay
    /// that was restarted, are one event for each interval.
    /// </summary>
    public string LookId(string name, TimeSpan every)
    {
        var now = time.GetUtcNow();
        return string.Create(CultureInfo.InvariantCulture, $"{name}:{now.AddTicks(-(now.Ticks % every.Ticks)):yyyy-MM-dd'T'HH:mm:ss'Z'}");
    }

    /// <summary>The current day in UTC, such as <c>2031-03-14</c>, for ids.</summary>
    public string Today() => time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Raises an event. Call it before the change is noted on disk: after a crash between both it is raised again.</summary>
    /// <param name="type">The type.</param>
    /// <param name="id">
    /// What makes it the same event, such as <c>version:14.254.6</c>. It must not depend on the relay, so that two relays of a site raise
    /// one.
    /// </param>
    /// <param name="subject">The thing that it is about.</param>
    /// <param name="data">The data, by the names of the event's kind.</param>
    /// <param name="host">The host that it is about; null: this machine.</param>
    /// <exception cref="MonitorException">The journal did not accept it; nothing was raised.</exception>
    public async Task RaiseAsync(string type, string id, string subject, JsonObject data, string? host = null)
    {
        var now = time.GetUtcNow();
        var raised = new CloudEvent
        {
            Id = $"{relay.Site}:{id}",
            Source = $"/sense/{Uri.EscapeDataString(relay.Site)}/{Uri.EscapeDataString(host ?? Environment.MachineName)}",
            Type = type,
            Subject = subject,
            Time = now,
            ReceivedTime = now,
            Site = relay.Site,
            Environment = relay.Environment,
            Relay = relay.Name,
            Data = JsonSerializer.SerializeToElement(data, MonitorJson.Default.JsonObject),
        };
        if (!await records.AddAsync(raised))
        {
            throw new MonitorException($"the journal did not accept the event {raised.Id}");
        }
    }
}
