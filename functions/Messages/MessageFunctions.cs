using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Messages;

/// <summary>Messages that load scripts and programs write. A POST may carry any method in <c>X-HTTP-Method-Override</c>.</summary>
internal sealed class MessageFunctions(
    SlackMessageApi slack, TeamsMessageApi teams, MqttMessageApi mqtt, MailApi mail, NewRelicMessageApi newRelic)
{
    /// <summary>Posts to Slack.</summary>
    [Function("MessagesSlack")]
    public Task SlackAsync([HttpTrigger(AuthorizationLevel.Function, "put", "post", Route = "v4/slackpostmessage")] HttpRequest request) =>
        slack.Post.RunAsync(request.HttpContext);

    /// <summary>Posts to Teams.</summary>
    [Function("MessagesTeams")]
    public Task TeamsAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/teamspostmessage")] HttpRequest request) =>
        teams.Post.RunAsync(request.HttpContext);

    /// <summary>Publishes to an MQTT broker.</summary>
    [Function("MessagesMqtt")]
    public Task MqttAsync([HttpTrigger(AuthorizationLevel.Function, "put", "post", Route = "v4/mqttpublishmessage")] HttpRequest request) =>
        mqtt.Publish.RunAsync(request.HttpContext);

    /// <summary>Sends a mail.</summary>
    [Function("MessagesEmail")]
    public Task EmailAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/email")] HttpRequest request) =>
        mail.Send.RunAsync(request.HttpContext);

    /// <summary>Sends an event to New Relic.</summary>
    [Function("MessagesNewRelicEvent")]
    public Task NewRelicEventAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/newrelic/event")] HttpRequest request) =>
        newRelic.Event.RunAsync(request.HttpContext);

    /// <summary>Sends a metric to New Relic.</summary>
    [Function("MessagesNewRelicMetric")]
    public Task NewRelicMetricAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/newrelic/metric")] HttpRequest request) =>
        newRelic.Metric.RunAsync(request.HttpContext);
}
