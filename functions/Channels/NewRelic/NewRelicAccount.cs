using Butler.Core.Configuration;

namespace Butler.Functions.Channels.NewRelic;

/// <summary>An account of New Relic.</summary>
/// <param name="Name">The name in the configuration and in custom properties.</param>
/// <param name="Id">The account number.</param>
/// <param name="Key">Secret: the license (ingest) key.</param>
internal sealed record NewRelicAccount(string Name, long Id, [property: Secret] string Key)
{
    /// <summary>Shows no members, because the key is secret.</summary>
    public override string ToString() => nameof(NewRelicAccount);
}
