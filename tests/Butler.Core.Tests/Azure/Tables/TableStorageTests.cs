using System.Net;
using System.Net.Sockets;
using Butler.Core.Azure.Tables;
using Butler.Core.Tests.Destinations;

namespace Butler.Core.Tests.Azure.Tables;

/// <summary>What a real service seldom does: lost answers, early continuations, silence. The rest is tested against Azurite.</summary>
public sealed class TableStorageTests
{
    private const string Connection = "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net";

    private const string Written =
        """{"odata.etag":"W/\"1\"","PartitionKey":"p","RowKey":"r","Timestamp":"2031-01-01T00:00:00Z","State":"planned","""
        + """
        "Count@odata.type":"Edm.Int64","Count":"5","Small":7,"Share":0.5,"At@odata.type":"Edm.DateTime",
        """
        + """
        "At":"2031-01-01T00:00:00.1234567Z","Bytes@odata.type":"Edm.Binary","Bytes":"AQI=","Other":"x"}
        """;

    private const string Other = """{"PartitionKey":"p","RowKey":"r","State":"done"}""";

    private static readonly TableRow Row = new TableRow("p", "r")
        .Set("State", "planned").Set("Count", 5L).Set("Small", 7).Set("Share", 0.5).Set("Bytes", new byte[] { 1, 2 })
        .Set("At", new DateTimeOffset(2031, 1, 1, 1, 0, 0, TimeSpan.FromHours(1)).AddTicks(1234567));

    [Fact]
    public async Task A_retried_insert_that_meets_its_own_row_is_a_success()
    {
        var stub = LostAnswer(() => Refused(409, "EntityAlreadyExists"), _ => Found(Written));
        (await Client(stub, retries: 2).InsertAsync("Events", Row, CancellationToken.None)).ShouldBe("W/\"1\"");
    }

    [Fact]
    public async Task A_retried_insert_that_meets_another_row_is_a_conflict()
    {
        var stub = LostAnswer(() => Refused(409, "EntityAlreadyExists"), _ => Found(Other));
        (await Client(stub, retries: 2).InsertAsync("Events", Row, CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData(409)]
    [InlineData(412)]
    public async Task A_first_write_that_meets_a_row_is_a_conflict_whatever_it_holds(int status)
    {
        var stub = new StubTransport(_ => StubTransport.Status(status));
        var written = status == 409
            ? Client(stub, retries: 2).InsertAsync("Events", Row, CancellationToken.None)
            : Client(stub, retries: 2).MergeAsync("Events", Row, "W/\"0\"", CancellationToken.None);
        (await written).ShouldBeNull();
        stub.Requests.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_retried_update_that_meets_its_own_row_is_a_success(bool merge)
    {
        var stub = LostAnswer(() => Refused(412, "UpdateConditionNotSatisfied"), _ => Found(Written));
        (await UpdateAsync(Client(stub, retries: 2), merge)).ShouldBe("W/\"1\"");
        stub.Requests[0].Headers["If-Match"].ShouldBe("W/\"0\"");
    }

    [Theory]
    [InlineData(412)]
    [InlineData(404)]
    public async Task A_retried_update_that_meets_another_row_or_none_is_a_conflict(int status)
    {
        var stub = LostAnswer(() => Refused(status, "x"), _ => Found(Other));
        (await UpdateAsync(Client(stub, retries: 2), merge: true)).ShouldBeNull();
    }

    [Theory]
    [InlineData(1, 404, true)]
    [InlineData(0, 404, false)]
    [InlineData(1, 412, false)]
    public async Task A_delete_that_meets_no_row_is_a_success_only_when_it_was_retried(int lost, int status, bool deleted)
    {
        var stub = LostAnswer(() => Refused(status, "x"), _ => Found(Other), lost);
        (await Client(stub, retries: 2).DeleteAsync("Events", "p", "r", "W/\"0\"", CancellationToken.None)).ShouldBe(deleted);
    }

    [Theory]
    [InlineData("planned", 404, null)]
    [InlineData("done", 404, 1)]
    [InlineData("planned", 200, 1)]
    public async Task A_retried_transaction_is_a_success_where_all_of_it_is_done(string state, int deleted, int? failed)
    {
        var stub = LostAnswer(
            () => RefusedTransaction("1:The specified entity already exists."),
            r => r.Uri.AbsolutePath.Contains("gone", StringComparison.Ordinal)
                ? StubTransport.Status(deleted, """{"PartitionKey":"p","RowKey":"gone"}""", ("ETag", "g"))
                : Found(Written.Replace("planned", state, StringComparison.Ordinal)));
        TableWrite[] writes = [new(TableWriteKind.Delete, new TableRow("p", "gone"), "*"), new(TableWriteKind.Insert, Row)];
        (await Client(stub, retries: 2).TransactAsync("Events", writes, CancellationToken.None)).ShouldBe(failed);
    }

    [Fact]
    public async Task A_first_transaction_that_meets_a_conflict_compares_nothing()
    {
        var stub = new StubTransport(_ => RefusedTransaction("3:The specified entity already exists."));
        (await Client(stub, retries: 2).TransactAsync("Events", [new(TableWriteKind.Insert, Row)], CancellationToken.None)).ShouldBe(3);
        stub.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_query_goes_on_until_there_is_no_continuation_even_past_an_empty_answer()
    {
        var answers = new Queue<HttpResponseMessage>([
            StubTransport.Status(
                200, """{"value":[{"PartitionKey":"p","RowKey":"1","odata.etag":"e"}]}""", ("x-ms-continuation-NextPartitionKey", "1!a=")),
            StubTransport.Status(
                200, """{"value":[]}""", ("x-ms-continuation-NextPartitionKey", "b"), ("x-ms-continuation-NextRowKey", "c d")),
            StubTransport.Status(200, """{"value":[{"PartitionKey":"p","RowKey":"2"}]}"""),
        ]);
        var stub = new StubTransport(_ => answers.Dequeue());
        var rows = new List<string>();
        await foreach (var row in Client(stub).QueryAsync("Due", TableFilter.Partition("it's"), [], CancellationToken.None))
        {
            rows.Add(row.RowKey + row.ETag);
        }

        rows.ShouldBe(["1e", "2"]);
        stub.Requests[0].Uri.Query.ShouldContain("$filter=PartitionKey%20eq%20%27it%27%27s%27");
        stub.Requests[1].Uri.Query.ShouldContain("NextPartitionKey=1%21a%3D");
        stub.Requests[2].Uri.Query.ShouldContain("NextPartitionKey=b&NextRowKey=c%20d");
    }

    [Fact]
    public async Task A_table_that_is_missing_is_made_on_the_first_write_which_is_no_retry()
    {
        var (made, inserts) = (false, 0);
        var stub = new StubTransport(r =>
        {
            if (r.Uri.AbsolutePath == "/Tables")
            {
                made = true;
                return StubTransport.Status(204);
            }

            return made
                ? ++inserts == 1 ? StubTransport.Status(204, "", ("ETag", "e")) : Refused(409, "EntityAlreadyExists")
                : Refused(404, "TableNotFound");
        });
        var tables = Client(stub, retries: 2);
        (await tables.InsertAsync("Events", Row, CancellationToken.None)).ShouldBe("e");
        made = false;
        (await tables.InsertAsync("Events", Row, CancellationToken.None)).ShouldBeNull();
        stub.Requests.ShouldAllBe(r => r.Method == "POST");
    }

    [Theory]
    [InlineData(400, "<?xml version=\"1.0\"?><Error><Code>InvalidHeaderValue</Code></Error>", "InvalidHeaderValue", false)]
    [InlineData(403, "<Error><Code>AuthorizationFailure</Code></Error>", "AuthorizationFailure", true)]
    [InlineData(400, """{"odata.error":{"code":"PropertyValueTooLarge","message":{"value":"x"}}}""", "PropertyValueTooLarge", false)]
    [InlineData(503, "", "", true)]
    [InlineData(500, "", "", true)]
    public async Task An_error_tells_its_code_and_whether_to_try_again(int status, string body, string code, bool transient)
    {
        var stub = new StubTransport(_ => StubTransport.Status(status, body, ("Set-Cookie", "c2VjcmV0")));
        Func<TableStorage, Task>[] calls =
        [
            t => t.InsertAsync("Events", Row, default), t => t.GetAsync("Events", "p", "r", default),
            t => t.UpsertAsync("Events", Row, default),
            t => t.MergeAsync("Events", Row, "*", default), t => t.ReplaceAsync("Events", Row, "*", default),
            t => t.DeleteAsync("Events", "p", "r", "*", default),
            t => t.TransactAsync("Events", [new(TableWriteKind.Upsert, Row)], default),
            async t => await t.QueryAsync("Events", "", [], default).AnyAsync(),
        ];
        foreach (var call in calls)
        {
            var thrown = await Should.ThrowAsync<TableException>(() => call(Client(stub)));
            (thrown.Status, thrown.Code, thrown.IsTransient).ShouldBe((status, code, transient));
            thrown.ToString().ShouldNotContain("c2VjcmV0");
            thrown.ToString().ShouldNotContain("planned");
        }
    }

    [Theory]
    [InlineData(200, "<html>Sign in</html>")]
    [InlineData(202, "<html>Sign in</html>")]
    public async Task An_answer_that_cannot_be_read_is_an_error(int status, string body)
    {
        var tables = Client(new StubTransport(_ => StubTransport.Status(status, body)));
        Func<Task>[] calls =
        [
            () => tables.GetAsync("Events", "p", "r", default),
            async () => await tables.QueryAsync("Events", "", [], default).AnyAsync(),
            () => tables.TransactAsync("Events", [new(TableWriteKind.Upsert, Row)], default),
        ];
        foreach (var call in calls)
        {
            (await Should.ThrowAsync<TableException>(call)).Message.ShouldContain("Events");
        }
    }

    [Fact]
    public async Task A_service_that_takes_the_connection_and_never_answers_is_tried_as_often_and_then_told_as_unreachable()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var connection =
            $"AccountName=acct;AccountKey=c2VjcmV0;TableEndpoint=http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/acct";
        var tables = new TableStorage(
            TableConnection.FromConnectionString(connection), retries: 1, networkTimeout: TimeSpan.FromMilliseconds(200));
        var thrown = await Should.ThrowAsync<TableException>(() => tables.UpsertAsync("Events", Row, CancellationToken.None));
        (thrown.Status, thrown.IsTransient).ShouldBe((0, true));
        (silent.AcceptTcpClientAsync().IsCompletedSuccessfully, silent.AcceptTcpClientAsync().IsCompletedSuccessfully)
            .ShouldBe((true, true));
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_just_that()
    {
        using var gone = new CancellationTokenSource();
        var stub = new StubTransport(_ =>
        {
            gone.Cancel();
            gone.Token.ThrowIfCancellationRequested();
            return StubTransport.Status(200);
        });
        await Should.ThrowAsync<OperationCanceledException>(() => Client(stub, retries: 2).GetAsync("Events", "p", "r", gone.Token));
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1:10002/devstoreaccount1/Events")]
    [InlineData(Connection, "https://acct.table.core.windows.net/Events")]
    [InlineData(" AccountName=acct; AccountKey=c2VjcmV0; TableEndpoint=http://127.0.0.1:1/acct/ ;\n", "http://127.0.0.1:1/acct/Events")]
    public async Task A_connection_string_names_the_account(string text, string address)
    {
        var stub = new StubTransport(_ => StubTransport.Status(204, "", ("ETag", "e")));
        await new TableStorage(TableConnection.FromConnectionString(text), 0, stub.Pipeline)
            .UpsertAsync("Events", new TableRow("p", "r"), CancellationToken.None);
        stub.Requests[0].Uri.GetLeftPart(UriPartial.Path).ShouldStartWith(address);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AccountName=acct")]
    [InlineData("AccountName=acct;AccountKey=not*base64")]
    [InlineData("AccountKey=c2VjcmV0;TableEndpoint=:c2VjcmV0")]
    public void A_connection_string_that_is_none_is_told_without_its_values(string text)
    {
        var thrown = Should.Throw<FormatException>(() => new TableStorage(TableConnection.FromConnectionString(text)));
        thrown.Message.ShouldStartWith("The storage connection string");
        thrown.ToString().ShouldNotContain("c2VjcmV0");
        thrown.ToString().ShouldNotContain("base64");
    }

    private static Task<string?> UpdateAsync(TableStorage tables, bool merge) => merge
        ? tables.MergeAsync("Events", Row, "W/\"0\"", CancellationToken.None)
        : tables.ReplaceAsync("Events", Row, "W/\"0\"", CancellationToken.None);

    /// <summary>The first writes are carried out, but their answers are lost; the next one is refused.</summary>
    private static StubTransport LostAnswer(Func<HttpResponseMessage> refused, Func<StubRequest, HttpResponseMessage> read, int lost = 1)
    {
        var writes = 0;
        return new StubTransport(r => r.Method == "GET" ? read(r) : ++writes <= lost ? StubTransport.Status(500) : refused());
    }

    private static HttpResponseMessage Refused(int status, string code) => StubTransport.Status(status, "", ("x-ms-error-code", code));

    private static HttpResponseMessage Found(string row) => StubTransport.Status(200, row, ("ETag", "W/\"1\""));

    private static HttpResponseMessage RefusedTransaction(string message)
    {
        var answer = StubTransport.Status(202, """
            --batch
            Content-Type: multipart/mixed; boundary=changes

            --changes
            Content-Type: application/http
            Content-Transfer-Encoding: binary

            HTTP/1.1 409 Conflict
            Content-Type: application/json;odata=minimalmetadata;streaming=true;charset=utf-8

            {"odata.error":{"code":"EntityAlreadyExists","message":{"lang":"en-US","value":"MESSAGE"}}}
            --changes--
            --batch--

            """.ReplaceLineEndings("\r\n").Replace("MESSAGE", message, StringComparison.Ordinal));
        answer.Content.Headers.Remove("Content-Type");
        answer.Content.Headers.TryAddWithoutValidation("Content-Type", "multipart/mixed; boundary=batch");
        return answer;
    }

    private static TableStorage Client(StubTransport stub, int retries = 0) =>
        new(TableConnection.FromConnectionString(Connection), retries, stub.Pipeline);
}
