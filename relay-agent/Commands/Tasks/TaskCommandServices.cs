using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Mqtt;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Commands.Tasks;

internal static class TaskCommandServices
{
    /// <summary>Adds the start and stop of tasks, for commands and MQTT.</summary>
    /// <param name="services">The services.</param>
    /// <param name="rules">Which tasks are allowed.</param>
    /// <param name="withQrs">Whether there is a repository service: only the repository can start tasks.</param>
    public static IServiceCollection AddTasks(this IServiceCollection services, StartTaskRules rules, bool withQrs) => withQrs
        ? services
            .AddSingleton(provider => new TaskSwitch(provider.GetRequiredService<IQrs>(), new TaskRules(rules)))
            .AddSingleton<IStartTaskByMqtt, StartTaskByRules>()
        : services.AddSingleton<IStartTaskByMqtt, NoStartRules>();

    /// <summary>Adds the commands for tasks.</summary>
    public static IServiceCollection AddTaskCommands(this IServiceCollection services) => services
        .AddSingleton<SenseTasks>()
        .AddSingleton<ICommandHandler, StartTask>()
        .AddSingleton<ICommandHandler, StopTask>()
        .AddSingleton<ICommandHandler, TaskStatusCommand>()
        .AddSingleton<ICommandHandler, ListTasks>()
        .AddSingleton<ICommandHandler, ListNames>();
}
