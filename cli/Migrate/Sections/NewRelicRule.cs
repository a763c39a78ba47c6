using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>incidentTool.newRelic</c>: a route for each event and each kind of data.</summary>
internal sealed class NewRelicRule : ISectionRule
{
    private static readonly string[] Kinds = ["event", "log"];

    public void Apply(Migration migration)
    {
        var section = migration.Butler.In("incidentTool").In("newRelic");
        if (section.Flag("enable", KeyFate.App("routes")))
        {
            var used = new HashSet<string>(StringComparer.Ordinal);
            foreach (var kind in Kinds)
            {
                foreach (var butlers in (ButlerEvent[])[ButlerEvent.ReloadFailed, ButlerEvent.ReloadAborted])
                {
                    if (Reload(migration, section, butlers, kind))
                    {
                        used.Add(butlers.Section);
                    }
                }

                if (NewRelicServices.Read(migration, section, kind))
                {
                    used.Add(NewRelicServices.Key);
                }
            }

            Unused(section, used);
        }
        else
        {
            section.Rest(KeyFate.Off("incidentTool.newRelic.enable is not true."));
        }
    }

    /// <summary>What is left when no event, or no event of a kind, is on.</summary>
    private static void Unused(ButlerSection newRelic, HashSet<string> used)
    {
        foreach (var kind in Kinds)
        {
            var off = KeyFate.Off($"Nothing is sent as {kind}.");
            newRelic.In("destinationAccount").Record(kind, off);
            newRelic.In("url").Record(kind, off);
        }

        string[] keys = [ButlerEvent.ReloadFailed.Section, ButlerEvent.ReloadAborted.Section, NewRelicServices.Key];
        foreach (var key in keys.Except(used))
        {
            newRelic.In(key).In("sharedSettings").Rest(KeyFate.Off($"Nothing is sent for {key}."));
        }
    }

    private static bool Reload(Migration migration, ButlerSection newRelic, ButlerEvent butlers, string kind)
    {
        var (section, name) = (newRelic.In(butlers.Section), $"newrelic-{butlers.Name}-{kind}");
        var destination = section.In("destination").In(kind);
        if (!EventSwitch.IsOn(migration, destination, butlers, "newRelic", name))
        {
            return false;
        }

        string Place(string key) => $"routes: {name}: send.{key}";
        var accounts = newRelic.In("destinationAccount").Texts(kind, KeyFate.App(Place("to"))).ToList();
        var to = destination.In("sendToAccount");
        var always = to.In("always");
        var isAlways = always.Flag("enable", KeyFate.App(Place("to")));
        accounts.AddRange(always
            .Texts("account", isAlways ? KeyFate.App(Place("to")) : KeyFate.Off("sendToAccount.always.enable is not true."))
            .Where(_ => isAlways));
        var byProperty = to.In("byCustomProperty");
        var isProperty = byProperty.Flag("enable", KeyFate.App(Place("toFromCustomProperty")));
        var property = byProperty.Text("customPropertyName", isProperty
            ? KeyFate.App(Place("toFromCustomProperty"))
            : KeyFate.Off("sendToAccount.byCustomProperty.enable is not true."));
        if (accounts.Count == 0 && !(isProperty && property is not null))
        {
            destination.Rest(KeyFate.Off("It names no account, so nothing was sent."));
            return false;
        }

        var shared = section.In("sharedSettings");
        var send = NewRelicSend.Send(migration, newRelic, shared, destination, kind, accounts, name);
        if (isProperty && property is not null)
        {
            send["toFromCustomProperty"] = property;
        }

        destination.In("attribute").In("dynamic").Rest(KeyFate.App(Place("attributes"), "Tags of app and task are always attributes."));
        ScriptLogLines.Read(migration, destination, send, butlers, name);
        migration.Route(name, butlers.On, send, ThrottleSeconds.Read(shared, $"newrelic-{butlers.Name}-*", "task"));
        return true;
    }
}
