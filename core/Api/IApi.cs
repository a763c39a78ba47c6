namespace Butler.Core.Api;

/// <summary>The routes of a capability.</summary>
public interface IApi
{
    /// <summary>The capability, as a heading of the API's description; by default, the words of the last part of its namespace.</summary>
    string Group => string.Concat(GetType().Namespace!.Split('.')[^1].Select(
        (letter, index) => index > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString()));

    /// <summary>The routes.</summary>
    IReadOnlyList<ApiRoute> Routes { get; }
}
