using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Monitors.Tasks;

namespace Butler.RelayAgent.Tests.Monitors.Tasks;

public sealed class TaskMonitorOptionsTests
{
    private const string Qrs = "qrs: { url: \"https://sense.example.com:4242\", certificate: client.pem, key: client_key.pem }\n";

    [Fact]
    public void The_section_is_read()
    {
        Read(Qrs + "monitors: { tasks: { slow: 3, missed: 15m } }\n").ShouldBe(
            new TaskMonitorOptions { Slow = 3, Missed = TimeSpan.FromMinutes(15), Every = TimeSpan.FromSeconds(90) });
        Read(Qrs + "monitors: { tasks: { slow: 4, every: 5m } }\n").ShouldBe(
            new TaskMonitorOptions { Slow = 4, Missed = null, Every = TimeSpan.FromMinutes(5) });
        Read(Qrs).ShouldBeNull();
    }

    [Theory]
    [InlineData("tasks: { slow: 1 }", "monitors.tasks.slow: is \"1\", expected a whole number from 2 to 100")]
    [InlineData("tasks: { missed: 1m }", "monitors.tasks.missed: must be from 2m to 1d")]
    [InlineData("tasks: { slow: 3, every: 5s }", "monitors.tasks.every: must be from 10s to 10m")]
    [InlineData("tasks: { every: 1m }", "monitors.tasks: watches nothing: add slow (such as 3), missed (such as 15m) or both")]
    public void A_fault_says_what_is_expected(string section, string problem) =>
        Should.Throw<ConfigurationException>(() => Read($"{Qrs}monitors: {{ {section} }}\n")).Message.ShouldContain(problem);

    [Fact]
    public void Without_the_repository_service_tasks_cannot_be_watched() =>
        Should.Throw<ConfigurationException>(() => Read("monitors: { tasks: { slow: 3 } }\n")).Message.ShouldContain(
            "monitors: has tasks, which asks the repository service: add the section qrs");

    private static TaskMonitorOptions? Read(string text) => YamlFile.Read(
        "relay.yaml",
        "serviceBus: { connection: https://example.servicebus.windows.net }\n" + text,
        new RelayOptionsReader(new EnvironmentOverrides(_ => null)).Type(),
        _ => null).Monitors.Tasks;
}
