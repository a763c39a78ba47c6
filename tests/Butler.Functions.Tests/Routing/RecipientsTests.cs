using System.Text.Json;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Channels.Email;
using Butler.Functions.Channels.NewRelic;
using Butler.Functions.Configuration;
using Butler.Functions.Incidents;
using Butler.Functions.Plans;
using Butler.Functions.Routing;
using Butler.Functions.Tests.Support;
using Butler.Functions.Throttling;
using Butler.Tests;

namespace Butler.Functions.Tests.Routing;

public sealed class RecipientsTests
{
    private static readonly TaskEventData Enriched = Sample.Task with
    {
        Task = new TaskInfo
        {
            Tags = ["production"],
            CustomProperties =
            [
                new("SendTo", "a@example.com; b@example.com,c@example.com"),
                new("SendTo", "A@example.com"),
                new("Mail", "Yes"),
                new("Account", "second"),
            ],
        },
        App = new AppInfo { Tags = ["core"] },
        Owner = new OwnerInfo { Directory = "FABRIKAM", UserId = "ida", Emails = ["ida@example.com", "ida.holm@example.com"] },
        Enrichment = new EnrichmentInfo(),
    };

    private static readonly EmailOptions Mail = new() { To = ["ops@example.com"] };

    [Fact]
    public void The_property_comes_first_then_to_then_the_owner_each_address_once() =>
        Of(Mail with
        {
            To = ["Ops <ops@example.com>", "C@EXAMPLE.COM"],
            ToFromCustomProperty = "sendto",
            AppOwner = new() { Enabled = true },
        }).ShouldBe(["a@example.com", "b@example.com", "c@example.com", "ops@example.com", "ida@example.com", "ida.holm@example.com"]);

    [Theory]
    [InlineData("Mail", "Yes", true)]
    [InlineData("mail", "yes", true)]
    [InlineData("Mail", "No", false)]
    [InlineData("Other", "Yes", false)]
    public void A_condition_on_a_custom_property_gates_to_and_nothing_else(string property, string value, bool holds) =>
        Of(Mail with
        {
            ToFromCustomProperty = "SendTo",
            AppOwner = new() { Enabled = true },
            ToWhen = new() { TaskCustomProperty = new Dictionary<string, IReadOnlyList<string>> { [property] = [value] } },
        }).Contains("ops@example.com").ShouldBe(holds);

    [Theory]
    [InlineData("PRODUCTION", "core", true)]
    [InlineData("production", "other", false)]
    [InlineData("test", "core", false)]
    public void Tags_of_task_and_app_must_both_hold(string task, string app, bool holds) =>
        Of(Mail with { ToWhen = new() { TaskTag = ["x", task], AppTag = [app] } }).Count.ShouldBe(holds ? 1 : 0);

    [Fact]
    public void Names_of_tags_properties_and_values_are_the_same_however_composed()
    {
        var task = Enriched with
        {
            Task = new TaskInfo
            {
                Tags = ["F\u00f6rs\u00e4ljning"],
                CustomProperties = [new("\u00c9quipe", "a@example.com"), new("Ja\u0308", "J\u00e4")],
            },
        };
        var mail = Mail with
        {
            ToFromCustomProperty = "E\u0301quipe",
            ToWhen = new()
            {
                TaskTag = ["fo\u0308rsa\u0308ljning"],
                TaskCustomProperty = new Dictionary<string, IReadOnlyList<string>> { ["j\u00e4"] = ["ja\u0308"] },
            },
        };
        Recipients.Of(Send(mail), Sample.Event(), task).Select(t => t.Recipient).ShouldBe(["a@example.com", "ops@example.com"]);
    }

    [Fact]
    public void What_could_not_be_looked_up_counts_as_met_and_is_named()
    {
        var targets = Recipients.Of(Send(Mail with { ToWhen = new() { TaskTag = ["x"], AppTag = ["y"] } }), Sample.Event(), Sample.Task);
        targets.ShouldHaveSingleItem().FailedOpen.ShouldBe(["taskTag", "appTag"]);
    }

    [Fact]
    public void An_event_without_a_task_is_not_gated_by_what_tasks_have() =>
        Recipients.Of(Send(Mail with { ToWhen = new() { TaskTag = ["x"] } }), Sample.Event("sense.service.stopped"), new TaskEventData())
            .ShouldHaveSingleItem().FailedOpen.ShouldBeEmpty();

    [Theory]
    [InlineData("", "", true)]
    [InlineData(@"fabrikam\IDA", "", true)]
    [InlineData("IDA@example.com", "", true)]
    [InlineData(@"FABRIKAM\other", "", false)]
    [InlineData("", @"FABRIKAM\ida", false)]
    [InlineData(@"FABRIKAM\ida", "ida.holm@example.com", false)]
    public void Owners_are_included_and_excluded_and_an_exclusion_wins(string include, string exclude, bool gets) =>
        Of(new EmailOptions
        {
            AppOwner = new()
            {
                Enabled = true,
                Include = [.. include.Split(',', StringSplitOptions.RemoveEmptyEntries)],
                Exclude = [.. exclude.Split(',', StringSplitOptions.RemoveEmptyEntries)],
            },
        }).Count.ShouldBe(gets ? 2 : 0);

    [Theory]
    [InlineData("""{ "owner": { "email": "ida@example.com" } }""", "ida@example.com")]
    [InlineData("""{ "appOwnerEmail": "ida@example.com" }""", "ida@example.com")]
    [InlineData("""{ "owner": "ida", "appOwnerEmail": 7 }""", "")]
    [InlineData("[]", "")]
    public void The_owner_of_an_app_of_Qlik_Cloud_is_looked_for_with_care(string data, string expected)
    {
        var @event = Sample.Event("cloud.reload.failed") with { Data = JsonDocument.Parse(data).RootElement };
        var mail = Send(new EmailOptions { AppOwner = new() { Enabled = true } });
        string.Join(',', Recipients.Of(mail, @event, null).Select(t => t.Recipient)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{ "app": { "tags": ["notify"] } }""", 1)]
    [InlineData("""{ "tags": [{ "name": "Notify" }] }""", 1)]
    [InlineData("""{ "tags": ["other"] }""", 0)]
    public void A_tag_of_an_app_of_Qlik_Cloud_gates_to(string data, int expected)
    {
        var @event = Sample.Event("cloud.reload.failed") with { Data = JsonDocument.Parse(data).RootElement };
        Recipients.Of(Send(Mail with { ToWhen = new() { AppTag = ["notify"] } }), @event, null).Count.ShouldBe(expected);
    }

    [Fact]
    public void What_is_no_address_says_so_and_stops_nobody()
    {
        var task = Enriched with { Task = Enriched.Task! with { CustomProperties = [new("SendTo", "nobody, a@example.com")] } };
        var targets = Recipients.Of(Send(new EmailOptions { ToFromCustomProperty = "SendTo" }), Sample.Event(), task);
        targets.Select(t => (t.Recipient, t.Fault is null)).ShouldBe([("nobody", false), ("a@example.com", true)]);
        targets[0].Fault.ShouldBe(
            "\"nobody\" is not an e-mail address, so nothing was sent there; correct it in the task's custom property SendTo");
    }

    [Theory]
    [InlineData("\"Berg, Ida\" <ida.berg@example.test>", "ida.berg@example.test")]
    [InlineData("two@example.test three@example.test", "two@example.test|three@example.test")]
    [InlineData("ida berg@example.test", "{ida berg@example.test}")]
    [InlineData("a@example.test\nb@example.test;c@example.test", "a@example.test|b@example.test|c@example.test")]
    [InlineData("a@example.test\r\nBcc: b@example.test", "a@example.test|{Bcc: b@example.test}")]
    [InlineData("Team: a@example.test, b@example.test;", "a@example.test|b@example.test")]
    [InlineData("Ida@Example.test, \"ida\"@example.test, Ida Berg <IDA@EXAMPLE.TEST.>", "Ida@Example.test")]
    [InlineData("ida@bücher.example ida@xn--bcher-kva.example ida@BÜCHER.example", "ida@xn--bcher-kva.example")]
    [InlineData("\u00e5ke@example.test a\u030ake@example.test", "\u00e5ke@example.test")]
    [InlineData(" ; , ", "")]
    public void Wherever_addresses_stand_a_list_of_them_is_read_and_each_gets_one_mail(string text, string expected)
    {
        var property = Enriched with { Task = Enriched.Task! with { CustomProperties = [new("SendTo", text)] } };
        var owner = Enriched with { Owner = Enriched.Owner! with { Emails = [text] } };
        Shown(Recipients.Of(Send(new EmailOptions { ToFromCustomProperty = "SendTo" }), Sample.Event(), property)).ShouldBe(expected);
        Shown(Recipients.Of(Send(new EmailOptions { To = [text] }), Sample.Event(), Enriched)).ShouldBe(expected);
        Shown(Recipients.Of(Send(new EmailOptions { AppOwner = new() { Enabled = true } }), Sample.Event(), owner)).ShouldBe(expected);

        static string Shown(IReadOnlyList<Target> targets) =>
            string.Join('|', targets.Select(t => t.Fault is null ? t.Recipient : $"{{{t.Recipient}}}"));
    }

    [Fact]
    public void A_custom_property_may_hold_two_hundred_addresses()
    {
        var addresses = Enumerable.Range(0, 200).Select(i => $"u{i}@example.test").ToList();
        var task = Enriched with { Task = Enriched.Task! with { CustomProperties = [new("SendTo", string.Join(", ", addresses))] } };
        Recipients.Of(Send(new EmailOptions { ToFromCustomProperty = "SendTo" }), Sample.Event(), task).Select(t => t.Recipient)
            .ShouldBe(addresses);
    }

    [Fact]
    public void A_long_text_that_is_not_an_address_is_shown_in_short()
    {
        var task = Enriched with { Task = Enriched.Task! with { CustomProperties = [new("SendTo", new string('x', 5000))] } };
        var target = Recipients.Of(Send(new EmailOptions { ToFromCustomProperty = "SendTo" }), Sample.Event(), task).ShouldHaveSingleItem();
        target.Recipient.ShouldBe(new string('x', 199) + "…");
    }

    [Theory]
    [InlineData("Ida <IDA@example.com>")]
    [InlineData("\"ida\"@example.com")]
    public void An_owner_is_excluded_by_any_form_of_an_address(string exclude) =>
        Of(new EmailOptions { AppOwner = new() { Enabled = true, Exclude = [exclude] } }).ShouldBeEmpty();

    [Fact]
    public void Beyond_two_hundred_recipients_the_rest_is_told_of()
    {
        var targets = Recipients.Of(
            Send(Mail with { To = [.. Enumerable.Range(0, 230).Select(i => $"u{i}@example.com")] }), Sample.Event(), Sample.Task);
        targets.Count.ShouldBe(201);
        targets[^1].Fault.ShouldStartWith(
            "one alert goes to 200 recipients at most; 30 more were left out: u200@example.com, u201@example.com");
    }

    [Fact]
    public void Accounts_of_New_Relic_are_recipients_for_each_kind_of_data()
    {
        var options = new NewRelicOptions { Accounts = [new("First", 1, "k"), new("Second", 2, "k")] };
        Of(options).ShouldBe(["First/event", "First/log", "Second/event", "Second/log"]);
        Of(options with { To = ["First"], Send = ["metric"] }).ShouldBe(["First/metric"]);
        Of(options with { ToFromCustomProperty = "Account" }).ShouldBe(["Second/event", "Second/log"]);
        Of(options with { To = ["First"], ToWhen = new() { TaskTag = ["test"] } }).ShouldBeEmpty();
        Recipients.Of(Send(options with { ToFromCustomProperty = "SendTo" }), Sample.Event(), Enriched)[0].Fault.ShouldBe(
            "\"a@example.com\" is not an account of this channel; correct the task's custom property, or add the account");
    }

    [Fact]
    public async Task Each_recipient_is_a_delivery_with_an_id_and_a_throttle_of_its_own()
    {
        var (planner, options) = (Planner(out _), Route(
            Mail with { To = ["a@example.com", "b@example.com"] },
            new ThrottleOptions { Every = TimeSpan.FromMinutes(5), Per = ["recipient"] }));
        var first = await PlanAsync(planner, options, Sample.Event());
        first.Deliveries.Select(d => d.Recipient).ShouldBe(["a@example.com", "b@example.com"]);
        first.Deliveries.Select(d => d.Id).ShouldBe(
            [.. new[] { "a", "b" }.Select(r => EventIdentity.Hash($"default:failed:5e9c7a10\nr\nmail\n{r}@example.com"))]);
        first.Deliveries.Select(d => d.Throttle!.Key).ShouldBeUnique();
        first.Deliveries.ShouldAllBe(d => d.Throttle!.Holder == d.Id);

        // A recipient who comes later has a window of their own.
        var more = Route(Mail with { To = ["A@example.com", "c@example.com"] }, options.Routes[0].Throttle);
        var second = await PlanAsync(planner, more, Sample.Event(execution: "2"));
        second.Deliveries.ShouldHaveSingleItem().Recipient.ShouldBe("c@example.com");
        second.HeldBack.ShouldBe(["r/mail/A@example.com"]);
    }

    [Fact]
    public async Task Two_routes_send_once_to_a_recipient_whom_both_name()
    {
        var options = Route(Mail with { To = ["a@example.com", "b@example.com"] });
        options = options with
        {
            Routes =
            [
                .. options.Routes,
                options.Routes[0] with { Name = "s", Send = [Send(Mail with { To = ["B@example.com", "c@example.com"] })] },
            ],
        };
        var plan = await PlanAsync(Planner(out _), options, Sample.Event());
        plan.Deliveries.Select(d => (d.Route, d.Recipient)).ShouldBe(
            [("r", "a@example.com"), ("r", "b@example.com"), ("s", "c@example.com")]);
    }

    [Fact]
    public async Task Nobody_to_send_to_is_recorded()
    {
        var plan = await PlanAsync(Planner(out _), Route(new EmailOptions { ToFromCustomProperty = "SendTo" }), Sample.Event());
        plan.Deliveries.ShouldBeEmpty();
        plan.NoRecipient.ShouldBe(["r/mail"]);
    }

    [Fact]
    public async Task A_wrong_address_does_not_hold_the_window_of_the_others()
    {
        var options = Route(
            Mail with { To = ["nobody", "a@example.com"] }, new ThrottleOptions { Every = TimeSpan.FromMinutes(5), Per = ["task"] });
        var plan = await PlanAsync(Planner(out _), options, Sample.Event());
        plan.Deliveries.Select(d => (d.Recipient, Faulty: d.Fault is not null, Holds: d.Throttle is not null))
            .ShouldBe([("a@example.com", false, true), ("nobody", true, false)]);
        (await PlanAsync(Planner(out _), options, Sample.Event())).Deliveries.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_window_stands_when_one_of_its_deliveries_is_given_up_before_another_is_sent()
    {
        var options = Route(
            Mail with { To = ["gone@example.com", "a@example.com"] },
            new ThrottleOptions { Every = TimeSpan.FromMinutes(5), Per = ["task"] });
        var planner = Planner(out var throttle);
        var plan = await PlanAsync(planner, options, Sample.Event());
        await throttle.ReleaseAsync(plan.Deliveries[0].Throttle!, CancellationToken.None);
        await throttle.ConfirmAsync(plan.Deliveries[1].Throttle!, CancellationToken.None);
        (await PlanAsync(planner, options, Sample.Event(execution: "2"))).HeldBack.Count.ShouldBe(2);
    }

    private static Planner Planner(out Throttle throttle)
    {
        var (time, tables) = (new FakeTime(), new FakeTables());
        throttle = new Throttle(tables, time);
        var incidents = new IncidentRows(tables, time);
        return new Planner(throttle, incidents, new GroupIncidents(incidents, new GroupIncidentRows(tables, incidents, time)), time);
    }

    private static Task<Plan> PlanAsync(Planner planner, ButlerOptions options, CloudEvent @event) =>
        planner.PlanAsync(
            options, @event, EventData.Task(@event), RouteMatching.Match(options, @event, EventData.Task(@event)), isLate: false,
            CancellationToken.None);

    private static ButlerOptions Route(ChannelOptions channel, ThrottleOptions? throttle = null) =>
        new() { Routes = [new RouteOptions { Name = "r", On = ["*"], Throttle = throttle, Send = [Send(channel)] }] };

    private static RouteSendOptions Send(ChannelOptions channel) => new() { Channel = "mail", Options = channel };

    private static List<string> Of(ChannelOptions channel) =>
        [.. Recipients.Of(Send(channel), Sample.Event(), Enriched).Select(t => t.Recipient!)];
}
