using Butler.Core.Text;
using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.NewRelic;

/// <summary>Finds the recipients in New Relic: each account with each kind of data is a recipient.</summary>
internal static class NewRelicRecipients
{
    private static readonly char[] Separators = [',', ';', '\r', '\n'];

    public static IEnumerable<(string Recipient, string? Fault)> Of(NewRelicOptions options, RecipientSources sources)
    {
        var named = sources.Values.SelectMany(Names).Concat(sources.Configured);
        return Accounts(options, sources.IsToMet ? named.Concat(Unnamed(options)) : named);
    }

    private static string[] Names(string value) =>
        value.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<(string Recipient, string? Fault)> Accounts(NewRelicOptions options, IEnumerable<string> names) =>
        names.SelectMany(name =>
        options.Accounts.FirstOrDefault(a => NameText.Same(a.Name, name)) is { } account
            ? options.Send.Select(kind => ($"{account.Name}/{kind}", (string?)null))
            : [(name, $"\"{name}\" is not an account of this channel; correct the task's custom property, or add the account")]);

    /// <summary>All accounts, when neither the configuration nor a custom property selects any.</summary>
    private static IEnumerable<string> Unnamed(NewRelicOptions options) =>
        options.To.Count == 0 && options.ToFromCustomProperty is null ? options.Accounts.Select(a => a.Name) : [];
}
