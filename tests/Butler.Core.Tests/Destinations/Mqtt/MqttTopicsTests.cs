using Butler.Core.Destinations.Mqtt;

namespace Butler.Core.Tests.Destinations.Mqtt;

public sealed class MqttTopicsTests
{
    [Theory]
    [InlineData("qlik/start", null)]
    [InlineData("/", null)]
    [InlineData("", "is empty")]
    [InlineData("a/+", "holds a wildcard (+ or #), which only filters may")]
    [InlineData("a#", "holds a wildcard (+ or #), which only filters may")]
    [InlineData("a\0b", "holds the character U+0000")]
    public void A_topic_is_checked(string topic, string? problem) => MqttTopics.ProblemOfTopic(topic).ShouldBe(problem);

    [Fact]
    public void Half_a_character_is_no_topic() => MqttTopics.ProblemOfTopic("a\ud800").ShouldBe("is not valid Unicode");

    [Fact]
    public void A_topic_is_counted_in_bytes() => MqttTopics.ProblemOfTopic(new string('é', 32_768)).ShouldBe("is longer than 65,535 bytes");

    [Theory]
    [InlineData("#", true)]
    [InlineData("+/a/#", true)]
    [InlineData("$share/group/a/+", true)]
    [InlineData("a/#/b", false)]
    [InlineData("a/b#", false)]
    [InlineData("a+/b", false)]
    [InlineData("$share/group", false)]
    [InlineData("$share/+/a", false)]
    public void A_filter_is_checked(string filter, bool good) => (MqttTopics.ProblemOfFilter(filter) is null).ShouldBe(good);

    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "/a/b", false)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/+", "a/", true)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("#", "a/b", true)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("$SYS/#", "$SYS/x", true)]
    [InlineData("$share/g/a/#", "a/b", true)]
    public void A_filter_takes_what_it_should(string filter, string topic, bool takes) => MqttTopics.Matches(filter, topic).ShouldBe(takes);

    [Theory]
    [InlineData("mqtt://broker", "mqtt://broker:1883")]
    [InlineData("mqtts://broker.example.com", "mqtts://broker.example.com:8883")]
    [InlineData("mqtts://10.0.0.1:443", "mqtts://10.0.0.1:443")]
    public void An_address_is_read(string text, string shown)
    {
        MqttAddress.TryParse(text, out var address).ShouldBeTrue();
        address.ToString().ShouldBe(shown);
    }

    [Theory]
    [InlineData("broker:1883")]
    [InlineData("http://broker")]
    [InlineData("mqtt://user:secret@broker")]
    [InlineData("mqtt://broker/path")]
    public void Any_other_address_is_refused(string text) => MqttAddress.TryParse(text, out _).ShouldBeFalse();
}
