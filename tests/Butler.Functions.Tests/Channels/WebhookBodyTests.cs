using System.Text;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Webhook;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Channels;

/// <summary>The bodies of webhooks for services and licenses are Butler's.</summary>
public sealed class WebhookBodyTests
{
    private const string Service =
        """{"host":"qs-2","serviceName":"Proxy","serviceDisplayName":"Qlik Proxy","serviceStatus":"STOPPED","""
        + """
        "servicePrevStatus":"RUNNING","serviceStartType":"Manual"}
        """;

    private const string ServiceBody =
        """{"event":"Windows service monitor","host":"qs-2","serviceStatus":"STOPPED","serviceName":"Proxy","""
        + """
        "serviceDisplayName":"Qlik Proxy","serviceStartType":"Manual","prevState":"RUNNING","currState":"STOPPED","stateChanged":true}
        """;

    [Theory]
    [InlineData("sense.service.stopped", Service, ServiceBody)]
    [InlineData(
        "sense.service.started",
        """{"host":"qs-2","serviceName":"Proxy","serviceStatus":"RUNNING","servicePrevStatus":"STOPPED"}""",
        """{"event":"Windows service monitor","host":"qs-2","serviceStatus":"RUNNING","serviceName":"Proxy","serviceDisplayName":"","""
            + """
            "serviceStartType":"","prevState":"STOPPED","currState":"RUNNING","stateChanged":true}
            """)]
    [InlineData(
        "sense.license.server",
        """{"licenseExpired":false,"expiryDateStr":"2031-05-01","daysUntilExpiry":53}""",
        """{"event":"server license status","licenseExpired":false,"expiryDateStr":"2031-05-01","daysUntilExpiry":53}""")]
    [InlineData(
        "sense.license.server",
        "{}",
        """{"event":"server license status","licenseExpired":false,"expiryDateStr":"","daysUntilExpiry":null}""")]
    [InlineData(
        "sense.license.expiring",
        """{"licenseExpired":false,"expiryDateStr":"2031-05-01","daysUntilExpiry":53}""",
        """{"event":"server license about to expire alert","licenseExpired":false,"expiryDateStr":"2031-05-01","daysUntilExpiry":53}""")]
    [InlineData(
        "sense.license.expiring",
        """{"licenseExpired":true,"expiryDateStr":"2031-01-01","daysUntilExpiry":-9}""",
        """{"event":"server license has expired alert","licenseExpired":true,"expiryDateStr":"2031-01-01","daysUntilExpiry":-9}""")]
    [InlineData(
        "sense.license.expired",
        "{}",
        """{"event":"server license has expired alert","licenseExpired":true,"expiryDateStr":"","daysUntilExpiry":null}""")]
    [InlineData(
        "sense.license.expired",
        """{"licenseExpired":false,"expiryDateStr":"2032-01-01","daysUntilExpiry":292,"isBlacklisted":true}""",
        """{"event":"server license has expired alert","licenseExpired":false,"expiryDateStr":"2032-01-01","daysUntilExpiry":292}""")]
    public void A_body_is_Butlers(string type, string data, string body) =>
        Encoding.UTF8.GetString(Render(type, data, "POST").Body!.Value.Span).ShouldBe(body);

    [Fact]
    public void The_names_of_a_service_are_lower_case_in_a_query() =>
        string.Join('&', Render("sense.service.stopped", Service, "GET").Query.Select(f => $"{f.Key}={f.Value}")).ShouldBe(
            "event=Windows service monitor&host=qs-2&servicestatus=STOPPED&servicename=Proxy&servicedisplayname=Qlik "
                + "Proxy&servicestarttype=Manual&prevstate=RUNNING&currstate=STOPPED&statechanged=true");

    [Fact]
    public void The_names_of_a_license_keep_their_case_in_a_query() =>
        string.Join('&', Render("sense.license.server", """{"licenseExpired":false}""", "GET").Query.Select(f => $"{f.Key}={f.Value}"))
            .ShouldBe(
            "event=server license status&licenseExpired=false&expiryDateStr=&daysUntilExpiry=");

    private static ChannelMessage.Http Render(string type, string data, string method) =>
        new WebhookChannel(new WebhookOptions { Method = method }, new NoTemplates()).Render(MetricAlerts.OfData(type, data))
            .ShouldBeOfType<ChannelMessage.Http>();
}
