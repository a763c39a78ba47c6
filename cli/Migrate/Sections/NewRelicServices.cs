using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>incidentTool.newRelic.serviceMonitor</c>.</summary>
internal static class NewRelicServices
{
    public const string Key = "serviceMonitor";

    /// <summary>Takes over what is sent as a kind of data. Returns whether anything is.</summary>
    public static bool Read(Migration migration, ButlerSection newRelic, string kind)
    {
        var section = newRelic.In(Key);
        var destination = section.In("destination").In(kind);
        var name = $"newrelic-service-{kind}";
        if (!section.IsPresent || !EventSwitch.IsServiceOn(migration, "newRelic"))
        {
            section.Rest(KeyFate.Off("serviceMonitor.enable or serviceMonitor.alertDestination.newRelic.enable is not true."));
            return false;
        }

        var states = section.In("monitorServiceState");
        var on = new JsonArray();
        foreach (var (state, type) in new[] { ("stopped", "sense.service.stopped"), ("running", "sense.service.started") })
        {
            if (states.In(state).Flag("enable", KeyFate.App($"routes: {name}: on")))
            {
                on.Add(type);
            }
        }

        // Butler does not read the switch, but whoever set it to false wanted nothing.
        var isOn = destination.Flag("enable", KeyFate.App($"routes: {name}"));
        var accounts = destination.Texts("sendToAccount", KeyFate.App($"routes: {name}: send.to"));
        if (!isOn || accounts.Count == 0 || on.Count == 0)
        {
            destination.Rest(KeyFate.Off("It is off, names no account, or no state of services is on."));
            return false;
        }

        var send = NewRelicSend.Send(migration, newRelic, section.In("sharedSettings"), destination, kind, accounts, name);
        destination.In("attribute").In("dynamic").Rest(KeyFate.App(
            $"routes: {name}: send.attributes", "The four attributes of a service are always sent."));
        migration.Route(
            name, on, send, ThrottleSeconds.Read(section.In("sharedSettings"), "newrelic-service-*", "service"), ["service"]);
        return true;
    }
}
