using Butler.Core.Azure.Tables;
using Butler.EndToEnd.Tests.Support;
using Butler.Local.Azurite;

namespace Butler.EndToEnd.Tests;

/// <summary>The table client against a real table service.</summary>
public sealed class TablesOnAzuriteTests
{
    private static readonly DateTimeOffset At = new(2031, 3, 14, 4, 12, 7, 123, TimeSpan.Zero);

    [Fact]
    public async Task What_the_client_promises_holds_on_a_real_service()
    {
        await using var azurite = await Azurite.StartAsync();
        var tables = new TableRestClient(TableConnection.Parse(AzuriteTables.ConnectionString(azurite.Port), TimeProvider.System));
        var none = CancellationToken.None;

        // Before the table is there it reads as empty.
        (await tables.GetAsync("Events", "p", "r", none)).ShouldBeNull();
        (await RowsAsync(tables, TableFilter.Partition("p"))).ShouldBeEmpty();

        // Every type comes back, and keys may hold anything.
        var key = TableKey.Escape("a/b\\c#d?e%f'g é\u0001");
        var payload = new byte[200 * 1024];
        new Random(1).NextBytes(payload);
        var row = new TableEntity("p", key)
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
        var merged = (await tables.MergeAsync("Events", new TableEntity("p", key).Set("Int", 6), inserted, none)).ShouldNotBeNull();
        (await tables.MergeAsync("Events", new TableEntity("p", key).Set("Int", 7), inserted, none)).ShouldBeNull();
        (await tables.ReplaceAsync("Events", row, inserted, none)).ShouldBeNull();
        (await tables.DeleteAsync("Events", "p", key, inserted, none)).ShouldBeFalse();
        found = (await tables.GetAsync("Events", "p", key, none)).ShouldNotBeNull();
        (found.Number("Int"), found.Text("Text")).ShouldBe((6L, "å \"quoted\" 😀"));
        (await tables.DeleteAsync("Events", "p", key, merged, none)).ShouldBeTrue();
        (await tables.DeleteAsync("Events", "p", key, "*", none)).ShouldBeFalse();
        (await tables.MergeAsync("Events", row, "*", none)).ShouldBeNull();

        // All or nothing, and the index of the one that failed.
        (await tables.InsertAsync("Events", new TableEntity("p", "taken"), none)).ShouldNotBeNull();
        (await tables.TransactAsync("Events", [Insert("one"), Insert("taken"), Insert("two")], none)).ShouldBe(1);
        (await RowsAsync(tables, TableFilter.Partition("p"))).ShouldBe(["taken"]);
        (await tables.TransactAsync("Events", [Insert("one"), new(TableWriteKind.Delete, new TableEntity("p", "taken"), "*"), new(TableWriteKind.Upsert, new TableEntity("p", "é'"))], none))
            .ShouldBeNull();
        (await RowsAsync(tables, TableFilter.Partition("p"))).ShouldBe(["one", "é'"]);

        // More rows than one answer holds, and a prefix among them.
        foreach (var some in Enumerable.Range(0, 1500).Chunk(100))
        {
            (await tables.TransactAsync("Many", [.. some.Select(i => new TableWrite(TableWriteKind.Insert, new TableEntity("p", $"held-{i:D4}")))], none)).ShouldBeNull();
        }

        await tables.UpsertAsync("Many", new TableEntity("p", "window"), none);
        var many = 0;
        await foreach (var _ in tables.QueryAsync("Many", TableFilter.RowPrefix("p", "held-"), ["RowKey"], none))
        {
            many++;
        }

        many.ShouldBe(1500);
        (await RowsAsync(tables, TableFilter.WrittenBefore(TimeProvider.System.GetUtcNow().AddHours(-1)))).ShouldBeEmpty();
        (await RowsAsync(tables, TableFilter.PartitionsUpTo("p"))).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_wrong_key_is_told_without_showing_it()
    {
        await using var azurite = await Azurite.StartAsync();
        var wrong = AzuriteTables.ConnectionString(azurite.Port).Replace("Eby8", "Abc8", StringComparison.Ordinal);
        var tables = new TableRestClient(TableConnection.Parse(wrong, TimeProvider.System), retries: 0);
        var thrown = await Should.ThrowAsync<TableException>(() => tables.UpsertAsync("Events", new TableEntity("p", "r"), CancellationToken.None));
        (thrown.Status, thrown.IsTransient).ShouldBe((403, true));
        thrown.Message.ShouldNotContain("Abc8");
    }

    private static TableWrite Insert(string row) => new(TableWriteKind.Insert, new TableEntity("p", row).Set("V", 1));

    private static async Task<List<string>> RowsAsync(TableRestClient tables, string filter)
    {
        var rows = new List<string>();
        await foreach (var row in tables.QueryAsync("Events", filter, [], CancellationToken.None))
        {
            rows.Add(row.RowKey);
        }

        return rows;
    }
}
