namespace Butler.Local.Sense.Site;

/// <summary>The tasks of the site that ships: the default tasks of <c>butler send</c>, and others.</summary>
internal static class TaskData
{
    public static IReadOnlyList<SenseTask> All =>
    [
        new("Reload of Margin Cockpit", TaskType.Reload)
        {
            Id = Guid.Parse("0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33"),
            AppId = AppData.MarginCockpit.Id,
            Tags = [People.FinanceTag, People.Critical, People.StartFromScript],
            CustomProperties =
            [
                new(People.AlertByMail, "Yes"),
                new(People.AlertTo, "controlling@fabrikam.example.com"),
                new(People.AlertTo, "bi-team@fabrikam.example.com"),
                new(People.Department, "Finance"),
            ],
            MaxRetries = 1,
            DailyAt = 3,
            Takes = TimeSpan.FromSeconds(187),
        },
        new("Nightly stock extract", TaskType.Reload)
        {
            AppId = AppData.StockExtract.Id,
            Tags = [People.Nightly],
            CustomProperties = [new(People.AlertByMail, "No"), new(People.Department, "Operations")],
            MaxRetries = 2,
            DailyAt = 1,
            Takes = TimeSpan.FromMinutes(11),
        },
        new("Reload of Sales Pipeline", TaskType.Reload) { AppId = AppData.SalesPipeline.Id, Tags = [People.StartFromScript], DailyAt = 5 },
        new("Reload of HR Board", TaskType.Reload)
        {
            AppId = AppData.HrBoard.Id,
            CustomProperties = [new(People.AlertByMail, "Yes")],
            DailyAt = 4,
        },
        new("Reload of Customer 360", TaskType.Reload)
        {
            AppId = AppData.Customer360.Id,
            Tags = [People.Critical],
            CustomProperties = [new(People.AlertByMail, "Yes"), new(People.AlertTo, "crm@fabrikam.example.com")],
            EndsIn = RunOutcome.Failed,
            DailyAt = 2,
            Takes = TimeSpan.FromMinutes(24),
        },
        new("Partial reload of Web Traffic", TaskType.Reload) { AppId = AppData.WebTraffic.Id, IsPartialReload = true },
        new("Reload of Budget Planner", TaskType.Reload) { AppId = AppData.BudgetPlanner.Id, EndsIn = RunOutcome.Aborted, Timeout = 30 },
        new("Reload of Operations Monitor", TaskType.Reload) { AppId = AppData.OperationsMonitor.Id, Enabled = false },
        new("Export to the warehouse", TaskType.ExternalProgram) { Program = @"C:\Program Files\Fabrikam\export.exe", DailyAt = 6 },
        new("Archive the script logs", TaskType.ExternalProgram)
        {
            Program = @"C:\Windows\System32\robocopy.exe",
            EndsIn = RunOutcome.Failed,
        },
        new("User synchronization of FABRIKAM", TaskType.UserSync)
        {
            UserDirectory = "FABRIKAM",
            DailyAt = 0,
            Takes = TimeSpan.FromSeconds(8),
        },
        new("Distribute Margin Cockpit", TaskType.Distribute)
        {
            AppId = AppData.MarginCockpit.Id,
            DailyAt = 4,
            Takes = TimeSpan.FromSeconds(75),
        },
        new("Distribute HR Board", TaskType.Distribute) { AppId = AppData.HrBoard.Id, EndsIn = RunOutcome.Failed },
        new("Preload of Margin Cockpit", TaskType.Preload)
        {
            AppId = AppData.MarginCockpit.Id,
            DailyAt = 5,
            Takes = TimeSpan.FromSeconds(19),
        },
    ];
}
