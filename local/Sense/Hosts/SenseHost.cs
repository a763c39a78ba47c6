namespace Butler.Local.Sense.Hosts;

/// <summary>A host with Windows services.</summary>
/// <param name="Name">The host's name.</param>
/// <param name="Error">Windows's error code when its services are asked for; 0 when they are answered.</param>
/// <param name="Services">The services.</param>
internal sealed record SenseHost(string Name, int Error, IReadOnlyList<HostedService> Services)
{
    private const string Folder = @"C:\Program Files\Qlik\Sense";
    private const string Database = "QlikSenseRepositoryDatabase";
    private const string Dispatcher = "QlikSenseServiceDispatcher";
    private const string Repository = "QlikSenseRepositoryService";

    /// <summary>A host with the seven services of Sense, all of which run.</summary>
    public static SenseHost Create(string name) => new(name, 0, [
        Service(Database, "Qlik Sense Repository Database", "Repository\\PostgreSQL\\bin\\pg_ctl.exe"),
        Service(Dispatcher, "Qlik Sense Service Dispatcher", "ServiceDispatcher\\ServiceDispatcher.exe"),
        Service(Repository, "Qlik Sense Repository Service", "Repository\\Repository.exe", Database, Dispatcher),
        Service("QlikSenseProxyService", "Qlik Sense Proxy Service", "Proxy\\Proxy.exe", Repository),
        Service("QlikSenseEngineService", "Qlik Sense Engine Service", "Engine\\Engine.exe", Repository),
        Service("QlikSensePrintingService", "Qlik Sense Printing Service", "Printing\\Printing.exe", Repository),
        Service("QlikSenseSchedulerService", "Qlik Sense Scheduler Service", "Scheduler\\Scheduler.exe", Repository) with
        {
            StartType = "Automatic (delayed start)",
        },
    ]);

    private static HostedService Service(string name, string displayName, string program, params string[] dependencies) =>
        new(name, displayName) { ExePath = $@"{Folder}\{program}", Dependencies = dependencies };
}
