using Butler.RelayAgent.Commands.Handling;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Commands.Files;

internal static class FileServices
{
    /// <summary>Adds the commands for files, if a rule allows them.</summary>
    /// <param name="services">The services.</param>
    /// <param name="rules">Which folders may be accessed.</param>
    /// <param name="ownPaths">Files that no command may access.</param>
    public static IServiceCollection AddFileCommands(this IServiceCollection services, FileRules rules, IEnumerable<string> ownPaths)
    {
        services.AddSingleton(_ => FileActions.Create(new OwnFiles(ownPaths))).AddSingleton(_ => new FileGate(rules, PathName.ThisMachine));
        if (rules.Copy.Count > 0)
        {
            services.AddSingleton<ICommandHandler, FileCopy>();
        }

        if (rules.Move.Count > 0)
        {
            services.AddSingleton<ICommandHandler, FileMove>();
        }

        if (rules.Delete.Count > 0)
        {
            services.AddSingleton<ICommandHandler, FileDelete>();
        }

        return rules.CreateDir.Count > 0 || rules.QvdPath is not null ? services.AddSingleton<ICommandHandler, MakeDir>() : services;
    }
}
