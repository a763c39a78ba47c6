using Butler.Core.Configuration;

namespace Butler.Functions.Channels.NewRelic;

/// <summary>An account of New Relic.</summary>
/// <param name="Name">Its name in this file and in custom properties.</param>
/// <param name="Id">Its number.</param>
/// <param name="Key">Secret: its licence (ingest) key.</param>
internal sealed record NewRelicAccount(string Name, long Id, [property: Secret] string Key)
{
    /// <summary>Shows no member: the key is secret.</summary>
    public override string ToString() => nameof(NewRelicAccount);
}
