using System.Text;
using Butler.Core.Destinations.Mqtt;

namespace Butler.Functions.Channels.Mqtt;

/// <summary>Converts a filled template to a valid topic.</summary>
internal static class MqttTopicName
{
    /// <summary>The topic, without wildcards and control characters; null when nothing remains.</summary>
    public static string? Of(string text)
    {
        var topic = new StringBuilder(text.Length);
        foreach (var rune in text.Trim().EnumerateRunes())
        {
            topic.Append(rune.Value is '+' or '#' || Rune.IsControl(rune) ? "_" : rune.ToString());
        }

        var name = topic.ToString();
        return MqttTopics.ProblemOfTopic(name) is null ? name : null;
    }

    /// <summary>A text that becomes one level of a topic.</summary>
    public static string Level(string? text) => (text ?? "").Replace('/', '_');
}
