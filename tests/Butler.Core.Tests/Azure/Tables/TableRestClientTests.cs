using Butler.Core.Azure.Tables;
using Butler.Core.Tests.Destinations;
using Butler.Tests;

namespace Butler.Core.Tests.Azure.Tables;

/// <summary>What a real service seldom does: lost answers, early continuations. The rest is tested against Azurite.</summary>
public sealed class TableRestClientTests
{
    private const string Connection = "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net";

    [Fact]
    public async Task A_retried_insert_that_meets_its_own_row_is_a_success()
    {
        var row = new TableEntity("p", "r").Set("State", "planned").Set("Count", 5L).Set("At", new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var tries = 0;
        var stub = new StubTransport(r => (r.Method, ++tries) switch
        {
            ("POST", 1) => StubTransport.Status(500),
            ("POST", _) => StubTransport.Status(409, "", ("x-ms-error-code", "EntityAlreadyExists")),
            _ => StubTransport.Status(200, """{"PartitionKey":"p","RowKey":"r","Timestamp":"x","State":"planned","Count":"5","At":"2031-01-01T00:00:00Z"}""", ("ETag", "W/\"1\"")),
        });
        (await Client(stub, retries: 2).InsertAsync("Events", row, CancellationToken.None)).ShouldBe("W/\"1\"");
    }

    [Fact]
    public async Task A_retried_insert_that_meets_another_row_is_a_conflict()
    {
        var tries = 0;
        var stub = new StubTransport(r => (r.Method, ++tries) switch
        {
            ("POST", 1) => StubTransport.Status(500),
            ("POST", _) => StubTransport.Status(409),
            _ => StubTransport.Status(200, """{"PartitionKey":"p","RowKey":"r","State":"done"}""", ("ETag", "W/\"1\"")),
        });
        (await Client(stub, retries: 2).InsertAsync("Events", new TableEntity("p", "r").Set("State", "planned"), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_first_insert_that_meets_a_row_is_a_conflict_whatever_it_holds()
    {
        var stub = new StubTransport(_ => StubTransport.Status(409));
        (await Client(stub).InsertAsync("Events", new TableEntity("p", "r"), CancellationToken.None)).ShouldBeNull();
        stub.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_query_goes_on_until_there_is_no_continuation_even_past_an_empty_answer()
    {
        var answers = new Queue<HttpResponseMessage>([
            StubTransport.Status(200, """{"value":[{"PartitionKey":"p","RowKey":"1","odata.etag":"e"}]}""", ("x-ms-continuation-NextPartitionKey", "1!a=")),
            StubTransport.Status(200, """{"value":[]}""", ("x-ms-continuation-NextPartitionKey", "b"), ("x-ms-continuation-NextRowKey", "c d")),
            StubTransport.Status(200, """{"value":[{"PartitionKey":"p","RowKey":"2"}]}"""),
        ]);
        var stub = new StubTransport(_ => answers.Dequeue());
        var rows = new List<string>();
        await foreach (var row in Client(stub).QueryAsync("Due", TableFilter.Partition("it's"), [], CancellationToken.None))
        {
            rows.Add(row.RowKey + row.ETag);
        }

        rows.ShouldBe(["1e", "2"]);
        stub.Requests[0].Uri.Query.ShouldBe("?$filter=PartitionKey%20eq%20%27it%27%27s%27");
        stub.Requests[1].Uri.Query.ShouldEndWith("&NextPartitionKey=1%21a%3D");
        stub.Requests[2].Uri.Query.ShouldEndWith("&NextPartitionKey=b&NextRowKey=c%20d");
    }

    [Fact]
    public async Task A_table_that_is_missing_is_made_on_the_first_write()
    {
        var made = false;
        var stub = new StubTransport(r =>
        {
            if (r.Uri.AbsolutePath == "/Tables")
            {
                made = true;
                return StubTransport.Status(204);
            }

            return made ? StubTransport.Status(204, "", ("ETag", "e")) : StubTransport.Status(404, "", ("x-ms-error-code", "TableNotFound"));
        });
        (await Client(stub).InsertAsync("Events", new TableEntity("p", "r"), CancellationToken.None)).ShouldBe("e");
    }

    [Theory]
    [InlineData(400, "<?xml version=\"1.0\"?><Error><Code>InvalidHeaderValue</Code></Error>", "InvalidHeaderValue", false)]
    [InlineData(403, "<Error><Code>AuthorizationFailure</Code></Error>", "AuthorizationFailure", true)]
    [InlineData(400, """{"odata.error":{"code":"PropertyValueTooLarge","message":{"value":"x"}}}""", "PropertyValueTooLarge", false)]
    [InlineData(503, "", "", true)]
    public async Task An_error_tells_its_code_and_whether_to_try_again(int status, string body, string code, bool transient)
    {
        var stub = new StubTransport(_ => StubTransport.Status(status, body));
        var thrown = await Should.ThrowAsync<TableException>(() => Client(stub).UpsertAsync("Events", new TableEntity("p", "r"), CancellationToken.None));
        (thrown.Code, thrown.IsTransient).ShouldBe((code, transient));
        thrown.Message.ShouldNotContain("c2VjcmV0");
    }

    private static TableRestClient Client(StubTransport stub, int retries = 0) => new(TableConnection.Parse(Connection, new FakeTime()), retries, stub.Pipeline);
}
