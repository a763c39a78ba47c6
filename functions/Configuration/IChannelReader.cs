using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>Reads channels of one type.</summary>
internal interface IChannelReader
{
    /// <summary>The type's name in <c>butler.yaml</c>, and the name of its templates' folder.</summary>
    string Type { get; }

    /// <summary>Keys that a route's <c>send</c> may not override: addresses, credentials, and related keys.</summary>
    IReadOnlyList<string> FixedKeys { get; }

    /// <summary>Reads the keys that only this type has.</summary>
    ChannelOptions Read(YamlKeys keys);
}
