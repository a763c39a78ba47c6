using System.Text.Json.Serialization;

namespace Butler.Functions.KeyValues;

/// <summary>A value in an answer.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
internal sealed record KeyValueAnswer(string? Namespace, string? Key, string? Value)
{
    /// <summary>The time to live, in milliseconds; 0: it never expires. Only in the answer to a set.</summary>
    public double? Ttl { get; init; }
}

/// <summary>Whether a key exists.</summary>
/// <param name="KeyExists">Whether it does.</param>
/// <param name="KeyValue">Its value; an empty object if the key is missing.</param>
internal sealed record KeyExistsAnswer(bool KeyExists, KeyValueAnswer KeyValue);

/// <summary>The keys of a namespace.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Keys">The keys, in the order in which they were first set; in a page, in the order of their texts.</param>
internal sealed record KeyListAnswer(string Namespace, IReadOnlyList<KeyAnswer> Keys);

/// <param name="Key">The key.</param>
internal sealed record KeyAnswer(string Key);

/// <summary>Source-generated JSON of the key-value store.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeyValueAnswer))]
[JsonSerializable(typeof(KeyExistsAnswer))]
[JsonSerializable(typeof(KeyListAnswer))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(object))]
internal sealed partial class KeyValuesJson : JsonSerializerContext;
