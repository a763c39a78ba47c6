using Butler.Local.QlikCloud.Answers;

namespace Butler.Local.QlikCloud.Filters;

/// <summary>
/// A filter as Qlik Cloud's lists and webhooks have it: <c>status eq "FAILED" or (type ne "hub" and partial eq true)</c>. <c>and</c> binds
/// more closely than <c>or</c>.
/// </summary>
internal sealed class ScimFilter
{
    private readonly IReadOnlyList<string> attributes;
    private readonly IReadOnlyList<string> tokens;
    private int at;

    private ScimFilter(string text, IReadOnlyList<string> attributes)
    {
        this.attributes = attributes;
        tokens = ScimTokens.Of(text);
    }

    /// <summary>Reads a filter.</summary>
    /// <param name="text">The filter.</param>
    /// <param name="attributes">The attributes that can be compared.</param>
    /// <returns>Whether an object, whose attributes the function gives, passes.</returns>
    /// <exception cref="TenantRefusalException">The filter is not valid.</exception>
    public static Func<Func<string, string?>, bool> Parse(string text, IReadOnlyList<string> attributes)
    {
        var filter = new ScimFilter(text, attributes);
        var condition = filter.Or();
        return filter.at == filter.tokens.Count ? condition : throw Invalid($"'{filter.tokens[filter.at]}' was not expected");
    }

    private Func<Func<string, string?>, bool> Or()
    {
        var left = And();
        while (IsNext("or"))
        {
            var (one, other) = (left, And());
            left = item => one(item) || other(item);
        }

        return left;
    }

    private Func<Func<string, string?>, bool> And()
    {
        var left = Term();
        while (IsNext("and"))
        {
            var (one, other) = (left, Term());
            left = item => one(item) && other(item);
        }

        return left;
    }

    private Func<Func<string, string?>, bool> Term()
    {
        if (IsNext("("))
        {
            var inner = Or();
            return IsNext(")") ? inner : throw Invalid("a parenthesis is not closed");
        }

        var attribute = Next();
        if (!attributes.Contains(attribute))
        {
            throw Invalid($"there is no attribute '{attribute}'; there are {string.Join(", ", attributes)}");
        }

        var isEqual = Next() switch
        {
            "eq" => true,
            "ne" => false,
            var other => throw Invalid($"there is no operator '{other}'; there are eq and ne"),
        };
        var value = Next().Trim('"');
        return item => string.Equals(item(attribute), value, StringComparison.OrdinalIgnoreCase) == isEqual;
    }

    private bool IsNext(string token)
    {
        var isNext = at < tokens.Count && tokens[at].Equals(token, StringComparison.OrdinalIgnoreCase);
        at += isNext ? 1 : 0;
        return isNext;
    }

    private string Next() => at < tokens.Count ? tokens[at++] : throw Invalid("it ends too early");

    private static TenantRefusalException Invalid(string reason) => TenantRefusalException.Invalid($"The filter is not valid: {reason}.");
}
