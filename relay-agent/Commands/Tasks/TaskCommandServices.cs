using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Mqtt;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Commands.Tasks;

internal static class TaskCommandServices
{
    /// <summary>The one way in which tasks are started and stopped, for commands and for MQTT.</summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="rules">Which tasks may be.</param>
    /// <param name="withQrs">Whether there is a repository service: only that can start tasks.</param>
    public static IServiceCollection AddTasks(this IServiceCollection services, StartTaskRules rules, bool withQrs) => withQrs
        ? services
            .AddSingleton(provider => new TaskSwitch(provider.GetRequiredService<IQrs>(), new TaskRules(rules)))
            .AddSingleton<IStartTaskByMqtt, StartTaskByRules>()
        : services.AddSingleton<IStartTaskByMqtt, NoStartRules>();

    /// <summary>The commands about tasks.</summary>
    public static IServiceCollection AddTaskCommands(this IServiceCollection services) => services
        .AddSingleton<SenseTasks>()
        .AddSingleton<ICommandHandler, StartTask>()
        .AddSingleton<ICommandHandler, StopTask>()
        .AddSingleton<ICommandHandler, TaskStatusCommand>()
        .AddSingleton<ICommandHandler, ListTasks>()
        .AddSingleton<ICommandHandler, ListNames>();
}
