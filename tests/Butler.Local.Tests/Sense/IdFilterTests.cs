using Butler.Local.Sense.Filters;

namespace Butler.Local.Tests.Sense;

[Collection(nameof(SenseSimulatorCollection))]
public sealed class IdFilterTests
{
    private const string A = "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33";
    private const string B = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1";

    [Theory]
    [InlineData($"id eq {A}", "id", A)]
    [InlineData($"ID EQ {A} OR ID eq {B} or id eq {A}", "id", $"{A} {B}")]
    [InlineData($"executionID eq {B}", "executionid", B)]
    public void A_filter_that_only_names_ids_is_a_lookup(string text, string property, string ids)
    {
        var filter = IdFilter.Find(text);
        (filter?.Property, string.Join(' ', filter?.Ids ?? [])).ShouldBe((property, ids));
    }

    [Theory]
    [InlineData("")]
    [InlineData($"id eq {A} and name eq 'x'")]
    [InlineData($"id eq {A} or taskID eq {B}")]
    [InlineData($"id ne {A}")]
    [InlineData($"(id eq {A})")]
    [InlineData("id eq 1")]
    public void Any_other_filter_is_tested_on_all_entities(string text) => IdFilter.Find(text).ShouldBeNull();

    [Fact(Timeout = 20_000)]
    public async Task A_lookup_gives_what_the_test_of_all_entities_gives()
    {
        await using var bench = await SimulatorBench.StartAsync();
        foreach (var (kind, property, field) in new[]
        {
            ("task", "id", "id"), ("reloadtask", "id", "id"), ("app", "id", "id"), ("executionresult", "executionID", "executionID"),
        })
        {
            var all = (await bench.GetAsync($"{kind}/full")).EnumerateArray().Select(one => one.GetProperty(field).GetString()).ToList();
            all.Count.ShouldBeGreaterThan(1);
            foreach (var id in all.Append(A))
            {
                var lookup = await bench.FilterAsync($"{kind}/full", $"{property} eq {id}");
                lookup.GetRawText().ShouldBe((await bench.FilterAsync($"{kind}/full", $"({property} eq {id})")).GetRawText());
            }
        }
    }
}
