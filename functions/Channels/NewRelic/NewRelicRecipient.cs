using System.Diagnostics.CodeAnalysis;

namespace Butler.Functions.Channels.NewRelic;

/// <summary>An account of New Relic and a kind of data, read from a delivery's recipient: <c>{account}/{event|log|metric}</c>.</summary>
internal sealed record NewRelicRecipient(NewRelicAccount Account, string Kind)
{
    /// <summary>Reads a recipient.</summary>
    /// <param name="options">The channel, which has the accounts.</param>
    /// <param name="recipient">The recipient.</param>
    /// <param name="found">The account and the kind of data.</param>
    /// <param name="problem">Why the recipient is not valid.</param>
    public static bool TryRead(
        NewRelicOptions options, string? recipient, [NotNullWhen(true)] out NewRelicRecipient? found,
        [NotNullWhen(false)] out string? problem)
    {
        (found, problem) = (null, null);

        // An account's name may contain a slash.
        var slash = recipient?.LastIndexOf('/') ?? -1;
        var (name, kind) = slash < 0 ? (recipient, "") : (recipient![..slash], recipient[(slash + 1)..]);
        if (string.IsNullOrEmpty(recipient))
        {
            problem = "the delivery names no account of New Relic: ACCOUNT/event, ACCOUNT/log or ACCOUNT/metric is expected as its "
                + "recipient";
        }
        else if (kind is not ("event" or "log" or "metric"))
        {
            problem = $"New Relic accepts events, logs and metrics; the recipient \"{recipient}\" does not name one of them";
        }
        else if (options.Accounts.FirstOrDefault(account => account.Name == name) is { } known)
        {
            found = new NewRelicRecipient(known, kind);
            return true;
        }

        problem ??= $"the account \"{name}\" of New Relic is not among the channel's accounts "
            + $"({string.Join(", ", options.Accounts.Select(account => account.Name))})";
        return false;
    }
}
