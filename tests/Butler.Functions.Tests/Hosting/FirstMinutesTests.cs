using Butler.Core.Commands;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Hosting;

/// <summary>
/// A deployment's first minutes: roles are not in force yet, and there is no configuration. The app waits, and keeps what comes meanwhile.
/// </summary>
public sealed class FirstMinutesTests
{
    private const string Configuration = """
        channels: { a: { type: console } }
        routes: [{ name: r, on: '*', send: [a] }]
        """;

    [Fact]
    public async Task Events_wait_until_the_app_may_use_the_tables()
    {
        using var app = new App(Configuration);
        (app.Tables.Away, app.Tables.AwayStatus) = (true, 403);
        await app.SendAsync(TestRuns.Failure("1"));
        for (var minute = 0; minute < 10; minute++)
        {
            await app.RunVisibleAsync();
            app.Time.Advance(TimeSpan.FromMinutes(1));
        }

        app.Bus.Waiting(QueueNames.Events).ShouldHaveSingleItem();
        app.Tables.Away = false;
        await app.RunAsync(TimeSpan.FromHours(1));

        app.Tables.Rows(TableNames.Events).Select(row => row.Text("State")).ShouldBe(["done"]);
        app.Bus.Waiting(QueueNames.Events).ShouldBeEmpty();
    }

    [Fact]
    public async Task Events_wait_until_there_is_a_configuration()
    {
        using var app = new App("");
        await app.SendAsync(TestRuns.Failure("1"));
        for (var minute = 0; minute < 10; minute++)
        {
            await app.RunVisibleAsync();
            app.Time.Advance(TimeSpan.FromMinutes(1));
        }

        app.Tables.Rows(TableNames.Events).ShouldBeEmpty();
        app.Configuration.Text = Configuration;
        await app.RunAsync(TimeSpan.FromHours(1));

        app.Tables.Rows(TableNames.Events).Select(row => row.Text("State")).ShouldBe(["done"]);
        app.Terminal.ToString().ShouldContain("Reload failed");
    }
}
