using Butler.Core.Azure.Tables;

namespace Butler.EndToEnd.Tests;

/// <summary>What <see cref="ITables"/> promises. The real client and the fake of the other tests both keep it.</summary>
public abstract class TablesContract
{
    private static readonly DateTimeOffset At = new(2031, 3, 14, 4, 12, 7, 123, TimeSpan.Zero);
    private readonly CancellationToken none = CancellationToken.None;

    protected abstract ITables Tables { get; }

    [Fact]
    public async Task Writes_conflict_transactions_are_whole_and_queries_complete()
    {
        var tables = Tables;

        // Before the table is there it reads as empty.
        (await tables.GetAsync("Events", "p", "r", none)).ShouldBeNull();
        (await RowsAsync("Events", TableFilter.Partition("p"))).ShouldBeEmpty();

        // Every type comes back, and keys may hold anything.
        var key = TableKey.Escape("a/b\\c#d?e%f'g é\u0001");
        var payload = new byte[200 * 1024];
        new Random(1).NextBytes(payload);
        var row = new TableRow("p", key)
            .Set("Text", "å \"quoted\" 😀").Set("Int", 5).Set("Long", 5_000_000_000).Set("Flag", true).Set("At", At).Set("Double", 5.0)
            .SetPayload("Body", payload);
        var inserted = (await tables.InsertAsync("Events", row, none)).ShouldNotBeNull();
        var found = (await tables.GetAsync("Events", "p", key, none)).ShouldNotBeNull();
        (found.Text("Text"), found.Number("Int"), found.Number("Long"), found.Flag("Flag"), found.Date("At"))
            .ShouldBe(("å \"quoted\" 😀", 5L, 5_000_000_000L, true, At));
        found.Payload("Body").ShouldBe(payload);
        found.ETag.ShouldBe(inserted);

        // A conflict is an answer.
        (await tables.InsertAsync("Events", row, none)).ShouldBeNull();
        var merged = (await tables.MergeAsync("Events", new TableRow("p", key).Set("Int", 6), inserted, none)).ShouldNotBeNull();
        (await tables.MergeAsync("Events", new TableRow("p", key).Set("Int", 7), inserted, none)).ShouldBeNull();
        (await tables.ReplaceAsync("Events", row, inserted, none)).ShouldBeNull();
        (await tables.DeleteAsync("Events", "p", key, inserted, none)).ShouldBeFalse();
        found = (await tables.GetAsync("Events", "p", key, none)).ShouldNotBeNull();
        (found.Number("Int"), found.Text("Text")).ShouldBe((6L, "å \"quoted\" 😀"));
        (await tables.DeleteAsync("Events", "p", key, merged, none)).ShouldBeTrue();
        (await tables.DeleteAsync("Events", "p", key, "*", none)).ShouldBeFalse();
        (await tables.MergeAsync("Events", row, "*", none)).ShouldBeNull();

        // All or nothing, and the index of the one that failed.
        (await tables.InsertAsync("Events", new TableRow("p", "taken"), none)).ShouldNotBeNull();
        (await tables.TransactAsync("Events", [Insert("one"), Insert("taken"), Insert("two")], none)).ShouldBe(1);
        (await RowsAsync("Events", TableFilter.Partition("p"))).ShouldBe(["taken"]);
        TableWrite[] writes =
        [
            Insert("one"), new(TableWriteKind.Delete, new TableRow("p", "taken"), "*"),
            new(TableWriteKind.Upsert, new TableRow("p", "é'")),
        ];
        (await tables.TransactAsync("Events", writes, none)).ShouldBeNull();
        (await RowsAsync("Events", TableFilter.Partition("p"))).ShouldBe(["one", "é'"]);

        // More rows than one answer holds, and a prefix among them.
        foreach (var some in Enumerable.Range(0, 1500).Chunk(100))
        {
            TableWrite[] held = [.. some.Select(i => new TableWrite(TableWriteKind.Insert, new TableRow("p", $"held-{i:D4}")))];
            (await tables.TransactAsync("Many", held, none)).ShouldBeNull();
        }

        await tables.UpsertAsync("Many", new TableRow("p", "window"), none);
        var many = 0;
        await foreach (var _ in tables.QueryAsync("Many", TableFilter.RowPrefix("p", "held-"), ["RowKey"], none))
        {
            many++;
        }

        many.ShouldBe(1500);
        (await RowsAsync("Events", TableFilter.WrittenBefore(TimeProvider.System.GetUtcNow().AddHours(-1)))).ShouldBeEmpty();
        (await RowsAsync("Events", TableFilter.PartitionsUpTo("p"))).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_column_comes_back_as_it_was()
    {
        var precise = new DateTimeOffset(2031, 3, 14, 4, 12, 7, TimeSpan.FromHours(5.5)).AddTicks(1234567);
        var row = new TableRow("p", "r")
            .Set("Empty", "").Set("Blank", " \t\r\n ").Set("Control", "a\u0001\u007f\u2028\"\\'<&>").Set("DateLike", "2031-03-14T04:12:07Z")
                .Set("NumberLike", "007")
            .Set("Nothing", Array.Empty<byte>()).Set("Bytes", new byte[] { 0, 255, 13, 10 })
            .Set("Small", int.MinValue).Set("Big", long.MaxValue).Set("Negative", long.MinValue).Set("LittleBig", 5L)
            .Set("Whole", 5.0).Set("Third", 1.0 / 3).Set("Huge", 1e300)
            .Set("Yes", true).Set("No", false).Set("Precise", precise).Set("_Name1", "x");
        var etag = (await Tables.InsertAsync("Columns", row, none)).ShouldNotBeNull();
        var found = (await Tables.GetAsync("Columns", "p", "r", none)).ShouldNotBeNull();
        Holds(found);
        Holds(await SingleAsync("Columns", TableFilter.Partition("p")));

        // What was read can be written back, and is then read the same.
        etag = (await Tables.ReplaceAsync("Columns", found, etag, none)).ShouldNotBeNull();
        (await Tables.TransactAsync("Columns", [new(TableWriteKind.Merge, found, etag)], none)).ShouldBeNull();
        Holds((await Tables.GetAsync("Columns", "p", "r", none)).ShouldNotBeNull());

        void Holds(TableRow got)
        {
            foreach (var (name, value) in row.Properties)
            {
                got.Properties[name].ShouldBe(value, name);
            }

            got.Properties.Count.ShouldBe(row.Properties.Count, string.Join(' ', got.Properties.Keys.Except(row.Properties.Keys)));
            got.Date("Precise")!.Value.UtcTicks.ShouldBe(precise.UtcTicks);
            got.Date("Precise")!.Value.Offset.ShouldBe(TimeSpan.Zero);
        }
    }

    [Fact]
    public async Task Half_a_character_does_not_keep_a_row_from_being_written()
    {
        await Tables.UpsertAsync("Halves", new TableRow("p", "r").Set("Text", "a\uD800\u0000b"), none);
        (await Tables.GetAsync("Halves", "p", "r", none))!.Text("Text").ShouldBe("a\uFFFD\u0000b");
    }

    [Theory]
    [InlineData("it's")]
    [InlineData("''")]
    [InlineData(" a  b ")]
    [InlineData("a+b&c=d;e,f:g@h$i!j*(k)")]
    [InlineData("\"quoted\" <b> {x} [y] |z^`")]
    [InlineData("å 日本 😀")]
    [InlineData("~2F~00")]
    [InlineData("CASE")]
    [InlineData("case")]
    public async Task A_key_may_hold_any_character_that_tables_take(string key)
    {
        var row = new TableRow(key, key).Set("V", 1);
        var etag = (await Tables.InsertAsync("Keys", row, none)).ShouldNotBeNull();
        (await Tables.InsertAsync("Keys", row, none)).ShouldBeNull();
        etag = (await Tables.MergeAsync("Keys", new TableRow(key, key).Set("W", 2), etag, none)).ShouldNotBeNull();
        etag = (await Tables.ReplaceAsync("Keys", new TableRow(key, key).Set("V", 3), etag, none)).ShouldNotBeNull();
        etag = await Tables.UpsertAsync("Keys", new TableRow(key, key).Set("V", 4), none);
        (await Tables.TransactAsync("Keys", [new(TableWriteKind.Merge, new TableRow(key, key).Set("V", 5), etag)], none)).ShouldBeNull();
        var found = (await Tables.GetAsync("Keys", key, key, none)).ShouldNotBeNull();
        (found.PartitionKey, found.RowKey, found.Number("V"), found.Number("W")).ShouldBe((key, key, 5L, null));
        (await RowsAsync("Keys", TableFilter.Partition(key))).ShouldBe([key]);
        (await RowsAsync("Keys", TableFilter.RowPrefix(key, key))).ShouldBe([key]);
        (await Tables.DeleteAsync("Keys", key, key, found.ETag!, none)).ShouldBeTrue();
        (await Tables.GetAsync("Keys", key, key, none)).ShouldBeNull();
    }

    [Fact]
    public async Task Only_the_selected_columns_come()
    {
        await Tables.UpsertAsync("Selected", new TableRow("p", "r").Set("A", 1).Set("B", 2).Set("C", 3), none);
        var rows = new List<TableRow>();
        await foreach (var found in Tables.QueryAsync("Selected", TableFilter.Partition("p"), ["A", "C", "Absent"], none))
        {
            rows.Add(found);
        }

        var row = rows.ShouldHaveSingleItem();
        (row.PartitionKey, row.RowKey, string.Join(',', row.Properties.Keys.Order())).ShouldBe(("p", "r", "A,C"));
        row.ETag.ShouldBe((await Tables.GetAsync("Selected", "p", "r", none))!.ETag);
    }

    [Fact]
    public async Task A_filter_compares_columns_and_the_time_of_writing()
    {
        foreach (var i in Enumerable.Range(0, 3))
        {
            await Tables.UpsertAsync("Filtered", new TableRow($"p{i}", "r").Set("Text", $"t{i}").Set("At", At.AddDays(i)), none);
        }

        await Tables.UpsertAsync("Filtered", new TableRow("p3", "r"), none);
        (await PartitionsAsync(TableFilter.Is("Text", "t1"))).ShouldBe("p1");
        (await PartitionsAsync(TableFilter.From("Text", "t1"))).ShouldBe("p1,p2");
        (await PartitionsAsync(TableFilter.From("At", At.AddDays(1)))).ShouldBe("p1,p2");
        (await PartitionsAsync(TableFilter.Before("At", At.AddDays(1)))).ShouldBe("p0");
        (await PartitionsAsync(TableFilter.All(TableFilter.PartitionsFrom("p1"), null, TableFilter.Before("At", At.AddDays(2)))))
            .ShouldBe("p1");
        (await PartitionsAsync(TableFilter.PartitionPrefix("p"))).ShouldBe("p0,p1,p2,p3");
        (await PartitionsAsync(TableFilter.WrittenBefore(TimeProvider.System.GetUtcNow().AddHours(1)))).ShouldBe("p0,p1,p2,p3");
        (await PartitionsAsync(TableFilter.WrittenBefore(TimeProvider.System.GetUtcNow().AddHours(-1)))).ShouldBe("");
    }

    [Fact]
    public async Task A_transaction_does_every_kind_of_write_or_none()
    {
        foreach (var row in new[] { "merged", "replaced", "deleted", "upserted" })
        {
            await Tables.UpsertAsync("Whole", new TableRow("p", row).Set("A", 1).Set("B", 1), none);
        }

        var etags = (await Tables.GetAsync("Whole", "p", "merged", none), await Tables.GetAsync("Whole", "p", "replaced", none));
        TableWrite[] writes =
        [
            new(TableWriteKind.Merge, new TableRow("p", "merged").Set("A", 2), etags.Item1!.ETag),
            new(TableWriteKind.Replace, new TableRow("p", "replaced").Set("A", 2), etags.Item2!.ETag),
            new(TableWriteKind.Delete, new TableRow("p", "deleted"), "*"),
            new(TableWriteKind.Upsert, new TableRow("p", "upserted").Set("A", 2)),
            new(TableWriteKind.Insert, new TableRow("p", "inserted").Set("A", 2)),
        ];
        (await Tables.TransactAsync("Whole", writes, none)).ShouldBeNull();
        var found = new List<string>();
        await foreach (var row in Tables.QueryAsync("Whole", TableFilter.Partition("p"), [], none))
        {
            found.Add($"{row.RowKey} {row.Number("A")} {row.Number("B")}");
        }

        found.ShouldBe(["inserted 2 ", "merged 2 1", "replaced 2 ", "upserted 2 "]);

        // The second time the version of the first write is another.
        (await Tables.TransactAsync("Whole", writes, none)).ShouldBe(0);
        (await Tables.TransactAsync("Whole", writes[2..3], none)).ShouldBe(0);
    }

    [Fact]
    public async Task What_exceeds_a_limit_is_refused_for_good()
    {
        var large = new TableRow("p", "large").Set("Bytes", new byte[(64 * 1024) + 1]);
        var thrown = await Should.ThrowAsync<TableException>(() => Tables.UpsertAsync("Limits", large, none));
        (thrown.Status, thrown.Code, thrown.IsTransient).ShouldBe((400, "PropertyValueTooLarge", false));
        await Tables.UpsertAsync(
            "Limits", new TableRow("p", "full").Set("Bytes", new byte[64 * 1024]).Set("Text", new string('x', 32 * 1024)), none);

        thrown = await Should.ThrowAsync<TableException>(() => Tables.TransactAsync("Limits", [Insert("twice"), Insert("twice")], none));
        (thrown.Status, thrown.IsTransient).ShouldBe((400, false));
        (await RowsAsync("Limits", TableFilter.Partition("p"))).ShouldBe(["full"]);
    }

    private static TableWrite Insert(string row) => new(TableWriteKind.Insert, new TableRow("p", row).Set("V", 1));

    private async Task<List<string>> RowsAsync(string table, string filter)
    {
        var rows = new List<string>();
        await foreach (var row in Tables.QueryAsync(table, filter, [], none))
        {
            rows.Add(row.RowKey);
        }

        return rows;
    }

    private async Task<TableRow> SingleAsync(string table, string filter)
    {
        var rows = new List<TableRow>();
        await foreach (var row in Tables.QueryAsync(table, filter, [], none))
        {
            rows.Add(row);
        }

        return rows.ShouldHaveSingleItem();
    }

    private async Task<string> PartitionsAsync(string filter)
    {
        var partitions = new List<string>();
        await foreach (var row in Tables.QueryAsync("Filtered", filter, ["PartitionKey"], none))
        {
            partitions.Add(row.PartitionKey);
        }

        return string.Join(',', partitions);
    }
}
