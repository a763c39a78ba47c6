namespace Butler.Functions.Templates.Fields;

/// <summary>The fields of Qlik Cloud.</summary>
internal static class CloudFields
{
    public static Dictionary<string, Func<AlertFields, object?>> Table() => new()
    {
        ["tenantId"] = f => f.Text("tenantId", "tenantid", "extensions.tenantId", "tenant.id"),
        ["tenantComment"] = f => f.Text("tenantComment", "tenant.comment") ?? f.Alert.Event.Tenant,
        ["tenantUrl"] = f => f.TenantUrl(),
        ["userId"] = f => f.Text("userId", "userid", "extensions.userId"),
        ["userName"] = f => f.Text("userName", "user.name", "appOwnerName", "owner.name"),
        ["appHasSectionAccess"] = f => f.Attribute("hasSectionAccess", "appHasSectionAccess"),
        ["appIsPublished"] = f => f.Attribute("published", "appIsPublished"),
        ["appThumbnail"] = f => f.Attribute("thumbnail", "appThumbnail"),
        ["reloadTrigger"] = f => f.Text("reloadTrigger", "reload.type", "type"),
        ["source"] = f => f.Text("source") ?? f.Alert.Event.Source,
        ["eventType"] = f => f.Text("eventType", "originalType") ?? f.Alert.Event.Type,
        ["eventTypeVersion"] = f => f.Text("eventTypeVersion"),
        ["endedWithMemoryConstraint"] = f => f.Value("endedWithMemoryConstraint"),
        ["isDirectQueryMode"] = f => f.Value("isDirectQueryMode"),
        ["isPartialReload"] = f => f.Value("isPartialReload", "partial", "reload.partial"),
        ["isSessionApp"] = f => f.Value("isSessionApp"),
        ["isSkipStore"] = f => f.Value("isSkipStore"),
        ["reloadId"] = f => f.Text("reloadId", "id", "reload.id"),
        ["statements"] = f => f.Value("statements"),
        ["status"] = f => f.Text("status"),
        ["peakMemoryBytes"] = f => f.Number("peakMemoryBytes"),
        ["rowLimit"] = f => f.Number("rowLimit"),
        ["sizeMemoryBytes"] = f => f.Number("size.memory", "sizeMemoryBytes"),
        ["usageDuration"] = f => f.Value("duration", "usageDuration"),
        ["errorCode"] = f => f.Text("errorCode", "reload.errorCode"),
        ["errorMessage"] = f => f.Text("errorMessage", "reload.errorMessage"),
        ["errors"] = f => f.Value("errors"),
        ["warnings"] = f => f.Value("warnings"),
        ["usage"] = f => f.Text("usage"),
    };
}
