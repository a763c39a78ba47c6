using System.Text.Json.Nodes;

namespace Butler.Local.Sense.Filters;

/// <summary>
/// Reads QRS's filter language: comparisons <c>path operator value</c>, joined by <c>and</c> (which binds closer) and <c>or</c>,
/// grouped by parentheses. The result is the test itself.
/// </summary>
internal sealed class FilterParser(List<FilterToken> tokens)
{
    // A filter comes from outside, and each parenthesis is a recursive call.
    private const int DeepestNesting = 64;

    private readonly List<PropertyPath> paths = [];
    private int next;
    private int depth;

    private FilterToken Current => tokens[next];

    /// <exception cref="FilterException">The text is not a filter.</exception>
    public QrsFilter Read()
    {
        var test = Either();
        return Current.Kind == FilterTokenKind.End ? new QrsFilter(test, paths) : throw Unexpected("and, or, or the end");
    }

    private Func<JsonObject, bool> Either()
    {
        var left = Both();
        while (Current.Is("or"))
        {
            next++;
            var (first, second) = (left, Both());
            left = entity => first(entity) || second(entity);
        }

        return left;
    }

    private Func<JsonObject, bool> Both()
    {
        var left = One();
        while (Current.Is("and"))
        {
            next++;
            var (first, second) = (left, One());
            left = entity => first(entity) && second(entity);
        }

        return left;
    }

    private Func<JsonObject, bool> One()
    {
        if (Current.Kind != FilterTokenKind.Open)
        {
            return Comparison();
        }

        if (++depth > DeepestNesting)
        {
            throw new FilterException($"more than {DeepestNesting} nested parentheses");
        }

        next++;
        var inner = Either();
        Take(FilterTokenKind.Close, ")");
        depth--;
        return inner;
    }

    private Func<JsonObject, bool> Comparison()
    {
        var path = PropertyPath.Parse(Take(FilterTokenKind.Word, "a property"));
        paths.Add(path);
        var word = Take(FilterTokenKind.Word, "an operator");
        if (!Enum.TryParse<FilterOperator>(word.Text, ignoreCase: true, out var operation) || char.IsDigit(word.Text[0]))
        {
            throw new FilterException($"'{word.Text}' at {word.At} is not an operator");
        }

        if (Current.Kind is not (FilterTokenKind.Word or FilterTokenKind.Quoted))
        {
            throw Unexpected("a value");
        }

        var value = new FilterValue(tokens[next++], path.Last);
        bool Holds(JsonValue found) => value.Holds(found, operation);
        Func<JsonValue, bool> test = Holds;
        return entity => path.Any(entity, test);
    }

    private FilterToken Take(FilterTokenKind kind, string expected) => Current.Kind == kind ? tokens[next++] : throw Unexpected(expected);

    private FilterException Unexpected(string expected) => new(
        $"{(Current.Kind == FilterTokenKind.End ? "the end" : $"'{Current.Text}'")} at {Current.At}, where {expected} was expected");
}
