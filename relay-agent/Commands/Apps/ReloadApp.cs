using System.Text.Json;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Sense.Engine;

namespace Butler.RelayAgent.Commands.Apps;

/// <summary>Reloads an app through the engine, saves it, and starts the requested tasks. It runs as long as the script.</summary>
internal sealed class ReloadApp(IEngine engine, ReloadAppRules rules, TaskSwitch? tasks) : ICommandHandler
{
    public string Kind => CommandKinds.ReloadApp;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var asked = CommandArguments.Read(command, CommandJson.Default.ReloadAppArguments);
        if (!Guid.TryParse(asked.AppId, out var appId) || asked.Mode is < 0 or > 2)
        {
            throw new CommandRefusedException("reload-app needs an app's id, and a mode from 0 to 2.", denied: false);
        }

        if (!rules.Any && !rules.Apps.Contains(appId))
        {
            throw new CommandRefusedException($"commands.reloadApp does not allow app {appId}.");
        }

        var result = await ReloadAsync(asked with { AppId = appId.ToString() }, stopping);
        var next = result.Reloaded ? asked.StartOnSuccess : asked.StartOnFailure;
        if (next.Count > 0 && tasks is not null)
        {
            result = result with { Tasks = await tasks.StartAsync(new StartTaskArguments { TaskIds = next }, stopping) };
        }

        var element = JsonSerializer.SerializeToElement(result, CommandJson.Default.ReloadAppResult);
        return result.Reloaded
            ? new CommandOutcome(CommandStatus.Succeeded, element)
            : new CommandOutcome(CommandStatus.Failed, element, "The script did not complete; the app was not saved.");
    }

    private async Task<ReloadAppResult> ReloadAsync(ReloadAppArguments asked, CancellationToken stopping)
    {
        await using var app = await OpenAppAsync(asked.AppId, stopping);
        var (reloaded, log) = await DoReloadAsync(app, asked, stopping);
        if (reloaded)
        {
            await app.Session.CallAsync(app.Handle, "DoSave", null, stopping);
        }

        return new ReloadAppResult { AppId = asked.AppId, Reloaded = reloaded, Saved = reloaded, ScriptLog = log };
    }

    /// <summary>Opens the app. A fault before that has changed nothing, and is reported as a failure.</summary>
    private async Task<EngineApp> OpenAppAsync(string appId, CancellationToken stopping)
    {
        try
        {
            return await EngineApp.OpenAsync(engine, appId, withoutData: false, stopping);
        }
        catch (EngineException problem)
        {
            throw new CommandFailedException($"The app was not reloaded: {problem.Message}", problem)
            {
                Code = problem.IsNotFound ? CommandCodes.NotFound : null,
            };
        }
    }

    /// <summary>Older engines have only DoReload, which does not return the name of the script log.</summary>
    private static async Task<(bool Reloaded, string? Log)> DoReloadAsync(
        EngineApp app, ReloadAppArguments asked, CancellationToken stopping)
    {
        try
        {
            var answer = await app.Session.CallAsync(
                app.Handle,
                "DoReloadEx",
                writer =>
                {
                    writer.WriteStartObject("qParams");
                    writer.WriteNumber("qMode", asked.Mode);
                    writer.WriteBoolean("qPartial", asked.Partial);
                    writer.WriteEndObject();
                },
                stopping);
            var result = SenseTask.Member(answer, "qResult");
            return (SenseTask.Member(result, "qSuccess").ValueKind == JsonValueKind.True, SenseTask.Text(result, "qScriptLogFile"));
        }
        catch (EngineException unknown) when (unknown.Code == EngineException.MethodNotFound)
        {
            var answer = await app.Session.CallAsync(
                app.Handle,
                "DoReload",
                writer =>
                {
                    writer.WriteNumber("qMode", asked.Mode);
                    writer.WriteBoolean("qPartial", asked.Partial);
                },
                stopping);
            return (SenseTask.Member(answer, "qReturn").ValueKind == JsonValueKind.True, null);
        }
    }
}
