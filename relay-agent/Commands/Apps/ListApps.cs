using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Commands.Apps;

/// <summary>Lists the site's apps by name.</summary>
internal sealed class ListApps(IQrs qrs) : ICommandHandler
{
    public string Kind => CommandKinds.ListApps;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var apps = (await qrs.ReadAsync("app", null, stopping))
            .Where(app => SenseTask.Text(app, "id") is not null)
            .Select(app => new AppInfo
            {
                Id = SenseTask.Text(app, "id")!,
                Name = SenseTask.Text(app, "name"),
                Stream = SenseTask.Text(SenseTask.Member(app, "stream"), "name"),
            });
        var (total, page) = ListPage.Of(command, apps, app => app.Name, CommandJson.Default.AppInfo);
        return CommandOutcome.Success(new AppListResult { Total = total, Apps = page }, CommandJson.Default.AppListResult);
    }
}
