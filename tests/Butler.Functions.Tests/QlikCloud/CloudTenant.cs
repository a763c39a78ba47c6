using Butler.Tests;

namespace Butler.Functions.Tests.QlikCloud;

/// <summary>What the tenant <c>acme</c> knows about the reload of <see cref="CloudSite.Finished"/>.</summary>
internal static class CloudTenant
{
    public const string Reload = "GET acme/api/v1/reloads/65f1b0aa9e";
    public const string App = "GET acme/api/v1/apps/6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1";
    public const string Items = "GET acme/api/v1/items";
    public const string ScriptLog = App + "/reloads/logs/65f1b0aa9e";
    public const string Owner = "GET acme/api/v1/users/u-778";
    public const string User = "GET acme/api/v1/users/u-901";
    public const string Space = "GET acme/api/v1/spaces/s-12";

    /// <summary>A tenant that knows everything.</summary>
    public static FakeTenant Start() => new FakeTenant()
        .On(Reload, """
            {"id":"65f1b0aa9e","appId":"6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1","type":"chronos","status":"FAILED","errorCode":"EngineConnectorError",
             "errorMessage":"Cannot connect with Password=hunter2;x","log":"ReloadID: 65f1b0aa9e","creationTime":"2031-03-14T04:11:00Z",
             "startTime":"2031-03-14T04:11:30Z","endTime":"2031-03-14T04:12:00Z","partial":false,"userId":"u-901"}
            """)
        .On(App, """
            {"attributes":{"id":"6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1","name":"Margin Cockpit","description":"Margins by week",
             "hasSectionAccess":true,"published":true,"publishTime":"2030-01-02T03:04:05Z","thumbnail":"","ownerId":"u-778","spaceId":"s-12"}}
            """)
        .On(Items, """
            {"data":[{"name":"Margin Cockpit","resourceId":"6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1","resourceSize":{"appFile":123456},
             "meta":{"tags":[{"id":"t","name":"margin"},{"name":"nightly"}]}}]}
            """)
        .On(ScriptLog, new TenantAnswer(
            200, "Execution started.\r\nCONNECT TO [x;Password=hunter2;y];\r\nError: Connector error: no route\r\nExecution Failed\r\n", "text/plain"))
        .On(Owner, """{"id":"u-778","name":"Ulla Berg","email":"ulla.berg@example.com","picture":"https://example.com/u.png"}""")
        .On(User, """{"id":"u-901","name":"Night Runner","email":"night@example.com"}""")
        .On(Space, """{"id":"s-12","name":"Finance","type":"managed"}""");
}
