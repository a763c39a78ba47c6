using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>Who gets a mail besides the fixed recipients, and when these do.</summary>
internal static class RecipientSection
{
    /// <summary>Returns whether there is any recipient.</summary>
    public static bool Read(ButlerSection section, JsonObject send, string route, bool hasRecipients)
    {
        string Place(string key) => $"routes: {route}: send.{key}";
        var byProperty = section.In("alertEnableByCustomProperty");
        var isGated = byProperty.Flag("enable", KeyFate.App(Place("toWhen")));
        var fate = !isGated ? KeyFate.Off("alertEnableByCustomProperty.enable is not true.")
            : hasRecipients ? KeyFate.App(Place("toWhen"), "A value that could not be looked up counts as met, and the mail says so.")
            : KeyFate.Off("There are no recipients that the property could enable.");
        var (property, value) = (byProperty.Text("customPropertyName", fate), byProperty.Text("enabledValue", fate));
        if (isGated && hasRecipients && property is not null && value is not null)
        {
            send["toWhen"] = new JsonObject { ["taskCustomProperty"] = new JsonObject { [property] = value } };
        }

        var byAddress = section.In("alertEnabledByEmailAddress");
        if (byAddress.Text("customPropertyName", KeyFate.App(Place("toFromCustomProperty"))) is { } addresses)
        {
            send["toFromCustomProperty"] = addresses;
        }

        Owner(section.In("appOwnerAlert"), send, Place("appOwner"));
        return hasRecipients || send.ContainsKey("toFromCustomProperty") || send.ContainsKey("appOwner");
    }

    private static void Owner(ButlerSection owner, JsonObject send, string place)
    {
        if (!owner.Flag("enable", KeyFate.App(place)))
        {
            owner.Rest(KeyFate.Off("appOwnerAlert.enable is not true."));
            return;
        }

        var include = owner.In("includeOwner");
        var isAll = include.Flag("includeAll", KeyFate.App($"{place}.include"));
        var included = Users(include, isAll ? KeyFate.Off("includeAll is true.") : KeyFate.App($"{place}.include"));
        var excluded = Users(owner.In("excludeOwner"), KeyFate.App($"{place}.exclude"));
        if (!isAll && included.Count == 0)
        {
            // An empty list means all owners here, and none in Butler.
            return;
        }

        var section = new JsonObject { ["enabled"] = true };
        if (!isAll)
        {
            section["include"] = included;
        }

        if (excluded.Count > 0)
        {
            section["exclude"] = excluded;
        }

        send["appOwner"] = section;
    }

    private static JsonArray Users(ButlerSection owners, KeyFate fate)
    {
        owners.Record("user", fate);
        return [.. owners.Each("user")
            .Select(user => (JsonNode)$@"{user.Required("directory", fate)}\{user.Required("userId", fate)}")];
    }
}
