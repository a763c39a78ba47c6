namespace Butler.Core.Destinations;

/// <summary>How a destination says in the body of a 2xx answer that it failed.</summary>
public enum AnswerForm
{
    /// <summary>Not at all: only the status counts, and the body is not read.</summary>
    Status,

    /// <summary>With JSON such as <c>{"success":false}</c> or <c>{"error":...}</c>: InfluxDB, New Relic, SendGrid, Signl4.</summary>
    Json,

    /// <summary>
    /// With a word other than <c>ok</c>, or with JSON: Slack. Source:
    /// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
    /// </summary>
    Slack,

    /// <summary>
    /// With a sentence, or with JSON: Teams' connectors. Source:
    /// https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
    /// </summary>
    Teams,
}
