using System.Text.Json;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Commands.Apps;

/// <summary>Lists the site's apps by name.</summary>
internal sealed class ListApps(IQrs qrs) : ICommandHandler
{
    public string Kind => CommandKinds.ListApps;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var apps = await qrs.ReadAsync("app", null, Of, stopping);
        var (total, page) = ListPage.Of(command, apps, app => app.Name, CommandJson.Default.ListedApp);
        return CommandOutcome.Success(new AppListResult { Total = total, Apps = page }, CommandJson.Default.AppListResult);
    }

    private static ListedApp? Of(JsonElement app) => SenseTask.Text(app, "id") is { } id
        ? new ListedApp { Id = id, Name = SenseTask.Text(app, "name"), Stream = SenseTask.Text(SenseTask.Member(app, "stream"), "name") }
        : null;
}
