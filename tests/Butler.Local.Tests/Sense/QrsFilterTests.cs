using System.Text.Json.Nodes;
using Butler.Local.Sense.Filters;
using FsCheck;
using FsCheck.Fluent;

namespace Butler.Local.Tests.Sense;

public sealed class QrsFilterTests
{
    private static readonly JsonObject[] Tasks =
    [
        Json("""
            { "id": "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33", "name": "Reload of O'Hara and sons", "taskType": 0, "enabled": true, "stream": null,
              "modifiedDate": "2031-03-14T04:12:07.000Z", "tags": [{ "name": "Finance" }, { "name": "critical" }], "operational": { "status": 8 },
              "customProperties": [{ "value": "Yes", "definition": { "name": "Alert" } }] }
            """),
        Json("""
            { "id": "93f0e7aa-12c4-4d38-8f4e-6b0f5c2d9e10", "name": "Nightly (stock) extract", "taskType": 3, "enabled": false, "stream": null,
              "modifiedDate": "1753-01-01T00:00:00.000Z", "tags": [], "operational": { "status": 7 }, "customProperties": [] }
            """),
    ];

    [Theory]
    [InlineData("id eq 0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33", "0")]
    [InlineData("id eq 0D7C2F18-5A61-4A9C-9BE4-2F6F0C1F7A33", "0")]
    [InlineData("ID ne 0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33", "1")]
    [InlineData("id eq 00000000-0000-0000-0000-000000000000", "")]
    [InlineData("name eq 'Reload of O''Hara and sons'", "0")]
    [InlineData("name sw 'Nightly ('", "1")]
    [InlineData("name ew 'sons'", "0")]
    [InlineData("name so 'or'", "")]
    [InlineData("name so 'stock'", "1")]
    [InlineData("taskType eq 3", "1")]
    [InlineData("taskType eq Distribute", "1")]
    [InlineData("operational.status eq FinishedFail", "0")]
    [InlineData("operational.status ge 7", "01")]
    [InlineData("operational.status lt 8", "1")]
    [InlineData("enabled eq True", "0")]
    [InlineData("enabled ne true", "1")]
    [InlineData("modifiedDate gt '2031-03-14T04:12:06.999Z'", "0")]
    [InlineData("modifiedDate gt '2031-03-14T05:12:06.999+01:00'", "0")]
    [InlineData("modifiedDate gt '2031-03-14T04:12:07.000Z'", "")]
    [InlineData("modifiedDate ge '2031-03-14 04:12:07'", "0")]
    [InlineData("modifiedDate le '2031-03-14'", "1")]
    [InlineData("modifiedDate lt 2031-03-14T04:12:08Z", "01")]
    [InlineData("tags.name eq 'Finance'", "0")]
    [InlineData("Tags.Name eq 'critical' and tags.name eq 'Finance'", "0")]
    [InlineData("tags.name ne 'Finance'", "0")]
    [InlineData("(customProperties.definition.name eq 'Alert') and (customProperties.value eq 'Yes')", "0")]
    [InlineData("stream.name eq 'anything'", "")]
    [InlineData("taskType eq 3 or taskType eq 0 and enabled eq false", "1")]
    [InlineData("(taskType eq 3 or taskType eq 0) and enabled eq true", "0")]
    [InlineData("((taskType eq 3) OR ((taskType eq 0)))", "01")]
    public void It_lets_through_what_QRS_would(string filter, string expected) =>
        string.Concat(QrsFilter.Parse(filter).Apply(Tasks).Select(task => Array.IndexOf(Tasks, task))).ShouldBe(expected);

    [Theory]
    [InlineData("", "the end at 0, where a property was expected")]
    [InlineData("id", "the end at 2, where an operator was expected")]
    [InlineData("id eq", "the end at 5, where a value was expected")]
    [InlineData("id is 5", "'is' at 3 is not an operator")]
    [InlineData("id 0 5", "'0' at 3 is not an operator")]
    [InlineData("'id' eq 5", "'id' at 0, where a property was expected")]
    [InlineData("id. eq 5", "'id.' at 0 is not a property")]
    [InlineData("name eq 'a' name eq 'b'", "'name' at 12, where and, or, or the end was expected")]
    [InlineData("name eq 'a' and", "the end at 15, where a property was expected")]
    [InlineData("(name eq 'a'", "the end at 12, where ) was expected")]
    [InlineData("name eq 'a')", "')' at 11, where and, or, or the end was expected")]
    [InlineData("name eq 'a", "the quote at 8 is not closed")]
    [InlineData("name = 'a'", "'=' at 5 was not expected")]
    [InlineData("nam eq 'a'", "there is no property nam")]
    [InlineData("operational.nam eq 'a'", "there is no property operational.nam")]
    [InlineData("name eq Reload", "name cannot be compared with 'Reload': expected a text in single quotes or a GUID")]
    [InlineData("taskType eq 'many'", "taskType cannot be compared with 'many': expected a number")]
    [InlineData("enabled eq 'perhaps'", "enabled cannot be compared with 'perhaps': expected true or false")]
    [InlineData("modifiedDate gt 'yesterday'", "modifiedDate cannot be compared with 'yesterday': expected a date")]
    [InlineData("taskType sw 3", "Sw compares texts, which taskType is not")]
    public void What_is_no_filter_is_refused_with_the_reason(string filter, string reason) =>
        Should.Throw<FilterException>(() => QrsFilter.Parse(filter).Apply(Tasks)).Message.ShouldBe(reason);

    [Fact]
    public void Parentheses_without_end_are_refused() =>
        Should.Throw<FilterException>(() => QrsFilter.Parse(new string('(', 100_000))).Message.ShouldStartWith("more than 64");

    [Fact]
    public void No_text_makes_it_throw_anything_else() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(Texts().ToArbitrary(), text => IsReadOrRefused(string.Join(' ', text))));

    private static bool IsReadOrRefused(string text)
    {
        try
        {
            QrsFilter.Parse(text).Apply(Tasks);
        }
        catch (FilterException)
        {
            // Just what it may do.
        }

        return true;
    }

    private static Gen<string[]> Texts() => Gen.OneOf(
        Gen.Elements(
            "name", "id", "tags.name", "taskType", "enabled", "modifiedDate", "stream.name", "eq", "ne", "gt", "so", "sw", "and", "or", "(",
            ")", "'a'",
            "''", "'", "7", "true", "99999999999999999999999999999999", "1e999", "-", ".", "2031-03-14",
            "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33"),
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "")).ArrayOf();

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
