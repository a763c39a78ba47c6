using Butler.Core.Azure.Tables;
using Butler.EndToEnd.Tests.Support;

namespace Butler.EndToEnd.Tests;

/// <summary>The table client against a real table service.</summary>
public sealed class TablesOnAzuriteTests(AzuriteOfClass azurite) : TablesContract, IClassFixture<AzuriteOfClass>
{
    protected override ITables Tables { get; } = new TableStorage(TableConnection.FromConnectionString(azurite.ConnectionString));

    [Fact]
    public async Task A_write_is_a_success_although_its_first_answer_is_lost()
    {
        using var losing = new LosingAnswers();
        var tables = new TableStorage(TableConnection.FromConnectionString(azurite.ConnectionString), transport: losing.Transport);
        await Tables.UpsertAsync("Lost", new TableRow("p", "old"), default);
        TableRow Row(string key, int value) => new TableRow("p", key).Set("V", value);

        var etag = await losing.LoseAsync(() => tables.InsertAsync("Lost", Row("r", 1), default));
        etag = await losing.LoseAsync(() => tables.MergeAsync("Lost", Row("r", 2), etag!, default));
        etag = await losing.LoseAsync(() => tables.ReplaceAsync("Lost", Row("r", 3), etag!, default));
        etag.ShouldBe((await Tables.GetAsync("Lost", "p", "r", default))!.ETag);
        TableWrite[] writes =
        [
            new(TableWriteKind.Merge, Row("r", 4), etag), new(TableWriteKind.Insert, Row("new", 1)),
            new(TableWriteKind.Delete, Row("old", 0), "*"),
        ];
        (await losing.LoseAsync(() => tables.TransactAsync("Lost", writes, default))).ShouldBeNull();
        etag = (await Tables.GetAsync("Lost", "p", "r", default)).ShouldNotBeNull().ETag;
        (await losing.LoseAsync(() => tables.DeleteAsync("Lost", "p", "r", etag!, default))).ShouldBeTrue();

        // Another's work stays another's work.
        (await losing.LoseAsync(() => tables.InsertAsync("Lost", Row("new", 2), default))).ShouldBeNull();
        (await losing.LoseAsync(() => tables.MergeAsync("Lost", Row("new", 2), etag!, default))).ShouldBeNull();
        (await losing.LoseAsync(() => tables.TransactAsync("Lost", [new(TableWriteKind.Insert, Row("new", 2))], default))).ShouldBe(0);
    }

    [Fact]
    public async Task A_wrong_key_is_told_without_showing_it()
    {
        var wrong = azurite.ConnectionString.Replace("Eby8", "Abc8", StringComparison.Ordinal);
        var tables = new TableStorage(TableConnection.FromConnectionString(wrong), retries: 0);
        var thrown = await Should.ThrowAsync<TableException>(
            () => tables.UpsertAsync("Events", new TableRow("p", "r"), CancellationToken.None));
        (thrown.Status, thrown.IsTransient).ShouldBe((403, true));
        thrown.Message.ShouldNotContain("Abc8");
    }
}
