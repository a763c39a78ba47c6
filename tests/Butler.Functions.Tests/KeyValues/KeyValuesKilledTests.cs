using Butler.Core.Azure.Tables;
using Butler.Functions.KeyValues;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.KeyValues;

/// <summary>
/// The process dies at each write. The caller repeats the call, and the sweep runs; then all is as if nothing had happened.
/// </summary>
public sealed class KeyValuesKilledTests
{
    [Fact]
    public Task A_set_is_whole() => AtEachWriteAsync(
        app => app.Services.KeyValues.SetAsync("n", "a", "1", KeyValueRow.Never, Precondition.None, CancellationToken.None),
        ["n/a", "n/~n 1", "~namespaces/n"]);

    [Fact]
    public Task A_deletion_is_whole() => AtEachWriteAsync(
        async app =>
        {
            await app.Services.KeyValues.SetAsync("n", "a", "1", KeyValueRow.Never, Precondition.None, CancellationToken.None);
            await app.Services.KeyValues.SetAsync("n", "b", "1", KeyValueRow.Never, Precondition.None, CancellationToken.None);
            await app.Services.KeyValues.DeleteAsync("n", "a", Precondition.None, CancellationToken.None);
        },
        ["n/b", "n/~n 1", "~namespaces/n"]);

    [Fact]
    public Task A_namespace_is_cleared_as_a_whole() => AtEachWriteAsync(
        async app =>
        {
            await app.Services.KeyValues.SetAsync("n", "a", "1", KeyValueRow.Never, Precondition.None, CancellationToken.None);
            await app.Services.Namespaces.ClearAsync("n", CancellationToken.None);
        },
        []);

    private static Task AtEachWriteAsync(Func<App, Task> action, string[] rows) => Death.AtEveryEffectAsync(async death =>
    {
        using var app = new App("{ channels: { a: { type: console } }, routes: [] }");
        death.Arm(app.Kill);
        try
        {
            await action(app);
        }
        catch (ProcessKilledException)
        {
            app.Restart();
            await action(app);
        }

        await app.Services.KeyValueSweep.RunAsync(CancellationToken.None);
        app.Tables.Rows(TableNames.KeyValues).Select(Shown).ShouldBe(rows, ignoreOrder: true);
    });

    private static string Shown(TableRow row) =>
        $"{row.PartitionKey}/{row.RowKey}{(row.Number("Count") is { } count ? $" {count}" : "")}";
}
