namespace Butler.Local.Sense.Site;

/// <summary>The failures of load scripts, each with the engine's own text.</summary>
internal static class ScriptFailures
{
    public static readonly ScriptFailure TableNotFound = new(
        """
        SET ThousandSep=' ';
        SET DecimalSep=',';
        SET DateFormat='YYYY-MM-DD';
        LET vToday = Today();
        LIB CONNECT TO 'Finance QVDs';
        Margins:
        LOAD ProductId, Market, Revenue, Cost, Revenue - Cost as Margin FROM [lib://Finance QVDs/margins.qvd] (qvd);
        LEFT JOIN (Margins) LOAD ProductId, ProductName FROM [lib://Finance QVDs/products.qvd] (qvd);
        DROP TABLE Budget_2031;
        """,
        ["The following error occurred:", "Table 'Budget_2031' not found", "", "The error occurred here:", "DROP TABLE Budget_2031"]);

    /// <summary>With a password in the connection string, as in careless scripts.</summary>
    public static readonly ScriptFailure ConnectionFailed = new(
        """
        SET DateFormat='YYYY-MM-DD';
        OLEDB CONNECT TO [Provider=SQLOLEDB.1;Data Source=sqlprod07;Initial Catalog=Stock;User ID=svc_stock;Password=Winter-2031!];
        Stock:
        SQL SELECT ItemId, Warehouse, Quantity FROM dbo.Stock;
        """,
        [
            "The following error occurred:",
            "Connector connect error: SQL##f - SqlState: 28000, ErrorCode: 18456, ErrorMsg: Login failed for user 'svc_stock'. "
                + "(Provider=SQLOLEDB.1;Data Source=sqlprod07;Initial Catalog=Stock;User ID=svc_stock;Password=Winter-2031!)",
            "",
            "The error occurred here:",
            "SQL SELECT ItemId, Warehouse, Quantity FROM dbo.Stock",
        ]);

    public static readonly ScriptFailure FieldNotFound = new(
        """
        SET DateFormat='YYYY-MM-DD';
        Opportunities:
        LOAD OpportunityId, CustomerId, Stage, Amount FROM [lib://Sales QVDs/opportunities.qvd] (qvd);
        Customers:
        LOAD CustomerId, CustomerName, CustomerSegment FROM [lib://Sales QVDs/customers.qvd] (qvd);
        """,
        [
            "The following error occurred:",
            "Field 'CustomerSegment' not found",
            "",
            "The error occurred here:",
            "Customers: LOAD CustomerId, CustomerName, CustomerSegment FROM [lib://Sales QVDs/customers.qvd] (qvd)",
        ]);

    public static readonly ScriptFailure SyntaxError = new(
        """
        SET DateFormat='YYYY-MM-DD';
        Employees:
        LOAD EmployeeId, Unit, Since FROM [lib://HR/employees.xlsx] (ooxml, embedded labels, table is Sheet1);
        LOAD EmployeeId, LeftOn FORM [lib://HR/leavers.csv] (txt, utf8);
        """,
        [
            "The following error occurred:",
            "Unexpected token: 'FORM', expected one of: ',', 'FROM', 'FROM_FIELD', 'AUTOGENERATE', 'INLINE', 'RESIDENT', 'EXTENSION', ...",
            "",
            "The error occurred here:",
            "LOAD EmployeeId, LeftOn >>>>>>FORM<<<<<< [lib://HR/leavers.csv] (txt, utf8)",
        ]);

    public static readonly ScriptFailure FileNotFound = new(
        """
        SET DateFormat='YYYY-MM-DD';
        Visits:
        LOAD * FROM [lib://Web/visits_2031-03.csv] (txt, utf8, embedded labels, delimiter is ',');
        """,
        [
            "The following error occurred:",
            "Cannot open file: 'lib://Web/visits_2031-03.csv' (The system cannot find the file specified.)",
            "",
            "The error occurred here:",
            "Visits: LOAD * FROM [lib://Web/visits_2031-03.csv] (txt, utf8, embedded labels, delimiter is ',')",
        ]);

    private static readonly ScriptFailure[] All = [TableNotFound, ConnectionFailed, FieldNotFound, SyntaxError, FileNotFound];

    /// <summary>The failure of an app's script.</summary>
    public static ScriptFailure Of(SenseApp app) => All.FirstOrDefault(failure => failure.Script == app.Script) ?? TableNotFound;
}
