using Butler.Core.Azure.Tables;
using FsCheck;
using FsCheck.Fluent;

namespace Butler.Core.Tests.Azure.Tables;

public sealed class TableKeyTests
{
    [Fact]
    public void Any_text_becomes_a_key_that_tables_take_and_comes_back() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            var key = TableKey.Escape(text.Get);
            key.ShouldAllBe(c => c != '/' && c != '\\' && c != '#' && c != '?' && c != '%' && !char.IsControl(c));
            key.Length.ShouldBeLessThanOrEqualTo(TableKey.MaxLength);
            if (!key.StartsWith("~~", StringComparison.Ordinal))
            {
                TableKey.Unescape(key).ShouldBe(text.Get);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Texts_that_differ_become_keys_that_differ() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((a, b) =>
            (TableKey.Escape(a.Get) == TableKey.Escape(b.Get)).ShouldBe(a.Get == b.Get)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_too_long_is_hashed() =>
        TableKey.Escape(new string('x', 401)).ShouldBe("~~" + Core.Events.EventIdentity.Hash(new string('x', 401)));

    [Fact]
    public void A_payload_of_any_size_comes_back()
    {
        foreach (var size in new[] { 0, 1, 60 * 1024, 300 * 1024 })
        {
            var payload = new byte[size];
            new System.Random(size).NextBytes(payload);
            var row = new TableRow("p", "r").SetPayload("Body", payload);
            row.Properties.Values.Cast<byte[]>().ShouldAllBe(chunk => chunk.Length <= 60 * 1024);
            row.Payload("Body").ShouldBe(payload);
        }
    }

    [Fact]
    public void A_text_that_is_only_shown_is_shortened_but_not_within_a_character()
    {
        var row = new TableRow("p", "r").SetShown("Short", new string('x', 1000)).SetShown("Long", new string('x', 1001))
            .SetShown("Odd", "x" + string.Concat(Enumerable.Repeat("🙂", 600)));
        row.Text("Short").ShouldBe(new string('x', 1000));
        row.Text("Long").ShouldBe(new string('x', 1000) + "…");
        row.Text("Odd").ShouldBe("x" + string.Concat(Enumerable.Repeat("🙂", 499)) + "…");
    }

    [Fact]
    public void A_row_without_the_payload_has_none() => new TableRow("p", "r").Payload("Body").ShouldBeNull();
}
