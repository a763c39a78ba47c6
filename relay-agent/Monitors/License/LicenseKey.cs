using System.Buffers.Text;
using System.Text.Json;

namespace Butler.RelayAgent.Monitors.License;

/// <summary>
/// Reads the claims of a signed license key, a JSON Web Token. The key is a secret: no part of it is logged, kept or put into an exception.
/// </summary>
internal static class LicenseKey
{
    private const int MaxCharacters = 256 * 1024;

    /// <summary>The latest end in the claims: <c>exp</c>, or the second part of a <c>valid</c> interval; null when there is none.</summary>
    public static ValidUntil? ValidUntil(string? key)
    {
        if (key is null || key.Length > MaxCharacters || key.Trim().Split('.') is not [_, var claims, _] || !Base64Url.IsValid(claims))
        {
            return null;
        }

        try
        {
            return Latest(JsonElement.Parse(Base64Url.DecodeFromChars(claims)));
        }
        catch (JsonException)
        {
            // The message of this exception may hold a part of the key. A key of another form has no readable date.
            return null;
        }
    }

    private static ValidUntil? Latest(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject()
            .Select(claim => Later(Claim(claim), Latest(claim.Value)))
            .Aggregate((ValidUntil?)null, License.ValidUntil.Later),
        JsonValueKind.Array => value.EnumerateArray().Select(Latest).Aggregate((ValidUntil?)null, License.ValidUntil.Later),
        _ => null,
    };

    private static ValidUntil? Claim(JsonProperty claim) => (claim.Name, claim.Value.ValueKind) switch
    {
        ("exp", JsonValueKind.Number) => Seconds(claim.Value),
        ("valid", JsonValueKind.String) when claim.Value.GetString()!.Split('/') is [_, var end] => License.ValidUntil.Find(end),
        _ => null,
    };

    private static ValidUntil? Seconds(JsonElement value) =>
        value.TryGetDouble(out var seconds) && seconds is > 0 and < 253_402_300_800
            ? new ValidUntil(DateTimeOffset.UnixEpoch.AddSeconds(Math.Floor(seconds)))
            : null;

    private static ValidUntil? Later(ValidUntil? one, ValidUntil? other) => License.ValidUntil.Later(one, other);
}
