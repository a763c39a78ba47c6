namespace Butler.Local.Sense.Site;

/// <summary>The users, streams, tags and custom properties of the site that ships.</summary>
internal static class People
{
    public static readonly SenseUser Ulla = new("FABRIKAM", "uberg", "Ulla Berg", "ulla.berg@fabrikam.example.com");
    public static readonly SenseUser Jorge = new("FABRIKAM", "jlopez", "Jorge López", "jorge.lopez@fabrikam.example.com");
    public static readonly SenseUser Mei = new("FABRIKAM", "mlin", "Mei Lin", "mei.lin@fabrikam.example.com");
    public static readonly SenseUser WithoutMail = new("FABRIKAM", "okonkwo", "Ada Okonkwo", null);
    public static readonly SenseUser Service = new("FABRIKAM", "svc_reload", "Reload service", null);
    public static readonly SenseUser Repository = new("INTERNAL", "sa_repository", "sa_repository", null);
    public static readonly SenseUser Scheduler = new("INTERNAL", "sa_scheduler", "sa_scheduler", null);
    public static readonly SenseUser Api = new("INTERNAL", "sa_api", "sa_api", null);

    public static readonly SenseStream Finance = new("Finance");
    public static readonly SenseStream Operations = new("Operations");
    public static readonly SenseStream Sales = new("Sales & Marketing");
    public static readonly SenseStream Everyone = new("Everyone");

    public static readonly SenseTag Critical = new("critical");
    public static readonly SenseTag Nightly = new("nightly");
    public static readonly SenseTag FinanceTag = new("Finance");
    public static readonly SenseTag StartFromScript = new("startable by script");
    public static readonly SenseTag KeepLicense = new("keep license");

    public static readonly CustomPropertyDefinition AlertByMail = new("Butler_FailedAlertEnableEmail", ["Yes", "No"], ["ReloadTask"]);
    public static readonly CustomPropertyDefinition AlertTo = new("Butler_FailedAlertSendToEmail", [], ["ReloadTask"]);
    public static readonly CustomPropertyDefinition AbortedByMail = new("Butler_AbortedAlertEnableEmail", ["Yes", "No"], ["ReloadTask"]);
    public static readonly CustomPropertyDefinition AbortedTo = new("Butler_AbortedAlertSendToEmail", [], ["ReloadTask"]);
    public static readonly CustomPropertyDefinition SuccessByMail = new("Butler_SuccessAlertEnableEmail", ["Yes", "No"], ["ReloadTask"]);
    public static readonly CustomPropertyDefinition Department = new(
        "Department", ["Finance", "HR", "Operations", "Sales"], ["ReloadTask", "App", "User"]);

    public static readonly SenseUser Idle = new("FABRIKAM", "tkarlsson", "Tove Karlsson", "tove.karlsson@fabrikam.example.com");
    public static readonly SenseUser Kept = new("FABRIKAM", "pnovak", "Petr Novák", "petr.novak@fabrikam.example.com")
    {
        Tags = [KeepLicense],
    };
    public static readonly SenseUser OfHr = new("FABRIKAM", "ahaddad", "Amal Haddad", "amal.haddad@fabrikam.example.com")
    {
        CustomProperties = [new CustomPropertyValue(Department, "HR")],
    };
    public static readonly SenseUser Inactive = new("FABRIKAM", "bsmith", "Bo Smith", null) { IsInactive = true };
    public static readonly SenseUser Blocked = new("FABRIKAM", "cwong", "Cai Wong", null) { IsBlocked = true };
    public static readonly SenseUser Removed = new("FABRIKAM", "dduval", "Denis Duval", null) { IsRemovedExternally = true };
    public static readonly SenseUser New = new("FABRIKAM", "nfischer", "Nora Fischer", "nora.fischer@fabrikam.example.com");
    public static readonly SenseUser InQuarantine = new("FABRIKAM", "rsilva", "Rui Silva", null);

    public static IReadOnlyList<SenseUser> Users =>
    [
        Ulla, Jorge, Mei, WithoutMail, Service, Repository, Scheduler, Api, Idle, Kept, OfHr, Inactive, Blocked, Removed, New, InQuarantine,
    ];

    public static IReadOnlyList<SenseStream> Streams => [Finance, Operations, Sales, Everyone];

    public static IReadOnlyList<SenseTag> Tags => [Critical, Nightly, FinanceTag, StartFromScript, KeepLicense];

    public static IReadOnlyList<CustomPropertyDefinition> CustomProperties =>
        [AlertByMail, AlertTo, AbortedByMail, AbortedTo, SuccessByMail, Department];
}
