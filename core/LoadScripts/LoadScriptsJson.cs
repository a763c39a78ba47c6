using System.Text.Json.Serialization;

namespace Butler.Core.LoadScripts;

/// <summary>The answer to a ping.</summary>
/// <param name="Response">Butler's greeting, always the same.</param>
/// <param name="ButlerVersion">The version of this system, under Butler's name for it.</param>
public sealed record PingAnswer(string Response, string ButlerVersion);

/// <summary>A number that was converted from base 62.</summary>
/// <param name="Base62">The number as it was sent.</param>
/// <param name="Base16">The number in base 16, lower case, without leading zeros.</param>
public sealed record Base16Answer(string Base62, string Base16);

/// <summary>A number that was converted from base 16.</summary>
/// <param name="Base16">The number as it was sent.</param>
/// <param name="Base62">The number in base 62, without leading zeros.</param>
public sealed record Base62Answer(string Base16, string Base62);

/// <summary>Source-generated JSON of the answers that function app and relay give to load scripts.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PingAnswer))]
[JsonSerializable(typeof(Base16Answer))]
[JsonSerializable(typeof(Base62Answer))]
internal sealed partial class LoadScriptsJson : JsonSerializerContext;
