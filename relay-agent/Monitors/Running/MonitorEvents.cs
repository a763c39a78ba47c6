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
