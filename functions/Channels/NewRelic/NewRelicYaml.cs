using Butler.Core.Configuration;
using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.NewRelic;

/// <summary>Reads a channel that sends to New Relic.</summary>
internal static class NewRelicYaml
{
    private static readonly YamlType<NewRelicAccount> Account = Yaml.Object(keys => new NewRelicAccount(
        keys.Required("name", Yaml.Text, "Its name, here and in custom properties."),
        keys.Required("id", AccountId, "Its number."),
        keys.Required("key", ChannelKeys.HeaderSecret, "Its license (ingest) key.")));

    private static YamlType<long> AccountId => Yaml.Text.Then((string text, out long id) =>
        long.TryParse(text, out id) && id > 0 ? null : "is not the number of an account");

    private static YamlType<NewRelicUrls> Urls => Yaml.Object(keys => new NewRelicUrls(
        keys.Required("event", ChannelKeys.Address(), "The address for events, without /v1/accounts/..."),
        keys.Required("log", ChannelKeys.Address(), "The address for log lines."),
        keys.Required("metric", ChannelKeys.Address(), "The address for metrics.")));

    public static NewRelicOptions Read(YamlKeys keys)
    {
        var region = keys.Optional("region", Yaml.OneOf("us", "eu"), "us", "The region of the accounts.");
        var options = new NewRelicOptions
        {
            Accounts = ChannelKeys.IsByRelay(keys)
                ? keys.Optional("accounts", Yaml.List(Account), [], "The accounts.")
                : keys.Required("accounts", Yaml.List(Account), "The accounts."),
            To = keys.Optional("to", Yaml.OneOrMore(Yaml.Text), [], "The names of the receiving accounts; left out, all."),
            ToWhen = keys.Optional("toWhen", RecipientYaml.ToWhen, "The condition for to; it does not apply to other recipients."),
            ToFromCustomProperty = keys.Optional(
                "toFromCustomProperty", Yaml.Text, "The task's custom property whose values are names of further accounts."),
            Send = keys.Optional(
                "send", Yaml.OneOrMore(Yaml.OneOf("event", "log", "metric")), ["event", "log"], "The kinds of data to send."),
            Attributes = keys.Optional(
                "attributes", Yaml.Map(Yaml.Text), new Dictionary<string, string>(), "Attributes for all sent data."),
            Headers = ChannelKeys.Headers(keys),
            Urls = keys.Optional("urls", Urls, "Addresses that replace those of the region.")
                ?? (region == "eu" ? NewRelicUrls.Eu : NewRelicUrls.Us),
        };
        if (keys.IsReading && ChannelKeys.IsByRelay(keys))
        {
            keys.Fail("via", "is not possible for newrelic: the relay's file has no accounts; New Relic is reached from the function app");
        }

        if (options.Headers.Keys.FirstOrDefault(name => name.Equals("Api-Key", StringComparison.OrdinalIgnoreCase)) is { } key)
        {
            keys.Fail("headers", $"has \"{key}\", which is the key of each account; set it in accounts");
        }

        foreach (var unknown in options.To.Where(name => options.Accounts?.All(a => a.Name != name) == true))
        {
            keys.Fail("to", $"names the account \"{unknown}\", which is not among the accounts");
        }

        return options;
    }
}
