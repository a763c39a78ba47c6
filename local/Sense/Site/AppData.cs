namespace Butler.Local.Sense.Site;

/// <summary>The apps of the site that ships. Each script ends with the statement that fails in a failed reload.</summary>
internal static class AppData
{
    /// <summary>The default app of <c>butler send</c>.</summary>
    public static readonly SenseApp MarginCockpit = new("Margin Cockpit")
    {
        Id = Guid.Parse("6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1"),
        Description = "Contribution margins by product and market",
        Owner = People.Ulla,
        Stream = People.Finance,
        Tags = [People.FinanceTag, People.Critical],
        CustomProperties = [new(People.Department, "Finance")],
        FileSize = 184_549_376,
        Script = ScriptFailures.TableNotFound.Script,
    };

    public static readonly SenseApp StockExtract = new("Stock Extract")
    {
        Description = "Writes the stock QVDs that all others read",
        Owner = People.Service,
        Stream = People.Operations,
        Tags = [People.Nightly],
        FileSize = 2_097_152,
        Script = ScriptFailures.ConnectionFailed.Script,
    };

    public static readonly SenseApp SalesPipeline = new("Sales Pipeline")
    {
        Description = "Opportunities and forecast",
        Owner = People.Jorge,
        Stream = People.Sales,
        CustomProperties = [new(People.Department, "Sales")],
        FileSize = 48_234_496,
        Script = ScriptFailures.FieldNotFound.Script,
    };

    /// <summary>Its owner has no e-mail address.</summary>
    public static readonly SenseApp HrBoard = new("HR Board")
    {
        Description = "Headcount & turnover",
        Owner = People.WithoutMail,
        Stream = People.Operations,
        CustomProperties = [new(People.Department, "HR")],
        Script = ScriptFailures.SyntaxError.Script,
    };

    public static readonly SenseApp Customer360 = new("Customer 360")
    {
        Description = "Everything we know of a customer",
        Owner = People.Mei,
        Stream = People.Sales,
        Tags = [People.Critical],
        FileSize = 733_478_912,
        Script = ScriptFailures.ConnectionFailed.Script,
    };

    /// <summary>Not published: it has no stream.</summary>
    public static readonly SenseApp WebTraffic = new("Web Traffic")
    {
        Description = "Draft",
        Owner = People.Mei,
        FileSize = 9_437_184,
        Script = ScriptFailures.FileNotFound.Script,
    };

    public static readonly SenseApp BudgetPlanner = new("Budget Planner")
    {
        Owner = People.Ulla,
        Stream = People.Finance,
        Tags = [People.FinanceTag],
        Script = ScriptFailures.TableNotFound.Script,
    };

    public static readonly SenseApp OperationsMonitor = new("Operations Monitor")
    {
        Description = "What the site itself does",
        Owner = People.Repository,
        Stream = People.Everyone,
        Script = ScriptFailures.FieldNotFound.Script,
    };

    public static IReadOnlyList<SenseApp> All =>
        [MarginCockpit, StockExtract, SalesPipeline, HrBoard, Customer360, WebTraffic, BudgetPlanner, OperationsMonitor];
}
