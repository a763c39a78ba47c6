using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Channels.Slack;
using Butler.Functions.Configuration;
using Butler.Functions.Preview.Samples;
using Butler.Functions.Templates;
using Butler.Functions.Templates.Fields;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Templates;

/// <summary>Every field that Butler's templates know, under its exact name, and our own.</summary>
public sealed class FieldsTests
{
    /// <summary>The fields of reload tasks: what each shows of the sample of <c>sense.reload.failed</c>.</summary>
    public static TheoryData<string, string> Reload => new()
    {
        { "hostName", "qsprod02" },
        { "user", @"FABRIKAM\svc_reload" },
        { "taskName", "Reload of Margin Cockpit" },
        { "taskId", "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33" },
        { "{{#each taskCustomProperties}}{{name}}={{value}};{{/each}}", "Team=Finance;Butler_FailedAlertEnableEmail=Yes;" },
        { "{{#each taskTags}}{{this}};{{/each}}", "production;finance;" },
        { "taskIsManuallyTriggered", "false" },
        { "taskIsPartialReload", "false" },
        { "taskMaxRetries", "2" },
        { "taskModifiedByUsername", @"FABRIKAM\uberg" },
        { "taskModifiedDate", "2031-03-02T03:12:07.318Z" },
        { "taskSessionTimeout", "1440" },
        { "taskNextExecution", "2031-03-14T08:12:07.318Z" },
        { "appName", "Margin Cockpit" },
        { "appId", "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1" },
        { "appUrl", "https://sense.example.com/sense/app/6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1" },
        { "appDescription", "Margins by product and region" },
        { "appFileSize", "48722114" },
        { "appLastSuccessfulReload", "2031-03-13T03:12:07.318Z" },
        { "appLastModifiedDate", "2031-03-13T03:12:07.318Z" },
        { "appLastModifiedByUserName", @"INTERNAL\sa_scheduler" },
        { "appPublishTime", "2030-08-26T03:12:07.318Z" },
        { "appPublished", "true" },
        { "appStreamName.name", "Finance" },
        { "appStreamName", "Finance" },
        { "{{#each appCustomProperties}}{{name}}={{value}};{{/each}}", "Department=Controlling;" },
        { "{{#each appTags}}{{this}};{{/each}}", "margin;" },
        { "logTimeStamp", "2031-03-14 03:12:07,318" },
        { "logLevel", "WARN" },
        { "logMessage", "Max retries reached" },
        { "executingNodeName", "qsprod02.fabrikam.example" },
        { "executionDuration.hours", "0" },
        { "executionDuration.minutes", "24" },
        { "executionDuration.seconds", "3" },
        { "executionStartTime.startTimeUTC", "2031-03-14T02:48:07.318Z" },
        { "executionStartTime.startTimeLocal1", "2031-03-14 03:48:07" },
        { "executionStartTime.startTimeLocal2", "3/14/2031, 3:48:07 AM" },
        { "executionStartTime.startTimeLocal3", "Mar 14, 2031, 3:48:07 AM" },
        { "executionStartTime.startTimeLocal4", "March 14, 2031 at 3:48:07 AM GMT+1" },
        { "executionStartTime.startTimeLocal5", "Friday, March 14, 2031 at 3:48:07 AM +01:00" },
        { "executionStopTime.stopTimeUTC", "2031-03-14T03:12:07.318Z" },
        { "executionStopTime.stopTimeLocal1", "2031-03-14 04:12:07" },
        { "executionStopTime.stopTimeLocal2", "3/14/2031, 4:12:07 AM" },
        { "executionStopTime.stopTimeLocal3", "Mar 14, 2031, 4:12:07 AM" },
        { "executionStopTime.stopTimeLocal4", "March 14, 2031 at 4:12:07 AM GMT+1" },
        { "executionStopTime.stopTimeLocal5", "Friday, March 14, 2031 at 4:12:07 AM +01:00" },
        { "executionStatusNum", "8" },
        { "executionStatusText", "FinishedFail" },
        {
            "{{#each executionDetails}}{{timestampUTC}} {{detailsType}} {{message}};{{/each}}",
            "2031-03-14T02:48:07.318Z 2 Changing task state from Triggered to Started;2031-03-14T03:12:07.318Z 2 Max retries "
                + "reached;2031-03-14T03:12:07.318Z 2 Changing task state from Started to FinishedFail;"
        },
        { "executionDetails.0.timestampLocal1", "2031-03-14 03:48:07" },
        { "executionDetails.0.timestampLocal2", "3/14/2031, 3:48:07 AM" },
        { "executionDetails.0.timestampLocal3", "Mar 14, 2031, 3:48:07 AM" },
        { "executionDetails.0.timestampLocal4", "March 14, 2031 at 3:48:07 AM GMT+1" },
        { "executionDetails.0.timestampLocal5", "Friday, March 14, 2031 at 3:48:07 AM +01:00" },
        { "executionDetails.0.detailCreatedDate", "2031-03-14T02:48:07.318Z" },
        { "first executionDetailsConcatenated", "2031-03-14 03:48:07\tChanging task state from Triggered to Started" },
        { "scriptLogSize", "28547" },
        { "scriptLogSizeRows", "431" },
        { "scriptLogSizeCharacters", "28114" },
        { "last scriptLogHead", "0003  LIB CONNECT TO 'Sales (fabrikam)';" },
        { "first scriptLogTail", "0412  Margins:" },
        { "scriptLogHeadCount", "5" },
        { "scriptLogTailCount", "5" },
        { "qlikSenseQMC", "https://sense.example.com/qmc" },
        { "qlikSenseHub", "https://sense.example.com/hub" },
        {
            "{{#each genericUrls}}{{id}} {{linkText}} {{comment}} {{url}};{{/each}}",
            "runbook Runbook what to do https://wiki.example.com/sense;"
        },
        { "appOwnerName", "Ulla Berg" },
        { "appOwnerUserId", "uberg" },
        { "appOwnerUserDirectory", "FABRIKAM" },
        { "appOwnerEmail", "ulla.berg@example.com" },
        { "butlerVersion", "0.1.0" },
        { "executionId", "5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02" },
        { "emailRecipients.common", "ops@example.com" },
        { "emailRecipients.taskSpecific.length", "0" },
        // Ours.
        { "type", "sense.reload.failed" },
        { "eventId", "sample:sense.reload.failed:1931224327318" },
        { "title", "Reload failed: Reload of Margin Cockpit" },
        { "site", "default" },
        { "environment", "prod" },
        { "relay", "relay-1" },
        { "time", "2031-03-14 04:12:07 +01:00" },
        { "timeUtc", "2031-03-14T03:12:07.318Z" },
        { "taskKind", "reload" },
        { "errorLines.1", "Table 'Orders' not found" },
        {
            "lines errorLinesText",
            "The following error occurred:\nTable 'Orders' not found\nThe error occurred here: LOAD * RESIDENT Orders"
        },
        { "channel", "ops-slack" },
        { "route", "reload-failures" },
        { "recipient", "ops@example.com" },
        { "possibleDuplicate", "false" },
        { "heldBack", "0" },
        { "qmcUrl", "https://sense.example.com/qmc" },
        { "hubUrl", "https://sense.example.com/hub" },
        { "taskUrl", "https://sense.example.com/qmc/tasks" },
        { "links.0.url", "https://wiki.example.com/sense" },
        { "reason.kind", "single" },
        { "isGroup", "false" },
        { "isResolved", "false" },
        { "isEscalated", "false" },
        { "isTest", "false" },
        { "data.execution.node", "qsprod02.fabrikam.example" },
        { "data.task.customProperties.0.value", "Finance" },
    };

    /// <summary>The fields of Windows services.</summary>
    public static TheoryData<string, string> Service => new()
    {
        { "host", "qsprod02" },
        { "serviceStatus", "STOPPED" },
        { "servicePrevStatus", "RUNNING" },
        { "serviceName", "QlikSenseEngineService" },
        { "serviceDisplayName", "Qlik Sense Engine Service" },
        { "serviceFriendlyName", "Qlik engine" },
        { "serviceStartType", "Automatic" },
        { "serviceExePath", @"C:\Program Files\Qlik\Sense\Engine\Engine.exe" },
        { "genericUrls.0.linkText", "Runbook" },
        { "qlikSenseQMC", "https://sense.example.com/qmc" },
        { "appName", "" },
        { "executionStatusText", "" },
    };

    /// <summary>The fields of licenses, the version, certificates and odd tasks.</summary>
    public static TheoryData<string, string, string> Monitors => new()
    {
        { "sense.license.expiring", "daysUntilExpiry", "21" },
        { "sense.license.expiring", "expiryDateStr", "2031-04-04" },
        {
            "sense.license.expiring",
            "{{#if licenseExpired}}expired{{else}}valid until {{date expiryDate \"date\"}}{{/if}}",
            "valid until 4/4/2031"
        },
        { "sense.license.expiring", "thresholdDays", "30" },
        {
            "sense.license.released",
            "{{licenseType}} {{userDir}}/{{userId}} {{daysSinceLastUse}} {{dryRun}} {{data.reason}}",
            "analyzer FABRIKAM/jlind 45 false not used for 45 days"
        },
        {
            "sense.license.release.ended",
            "{{considered}} {{released}} {{left}} {{protected.directory}} {{analyzer.inQuarantine}} {{dryRun}}",
            "14 5 2 2 1 false"
        },
        { "sense.license.low", "{{available}} of {{total}} {{lowAvailable}}", "3 of 120 5%" },
        { "sense.license.access", "{{professionalAccess.available}} {{userAccess.usedTokens}} {{tokensEnabled}}", "3 6 true" },
        {
            "sense.version",
            "{{previousReleaseLabel}} {{previousVersion}} {{releaseLabel}} {{version}} {{changed}}",
            "May 2030 14.212.13 November 2030 14.254.6 true"
        },
        {
            "sense.certificate.expiring",
            "{{certificate}} {{thumbprint}} {{daysUntilExpiry}}",
            "Client certificate for QRS 3F2A9C51D07B84E6A1C2B9F80D4E7765A0B1C2D3 14"
        },
        {
            "sense.task.slow",
            "{{taskName}} {{duration runningMs}} {{duration usualMs}} {{times}}",
            "Reload of Margin Cockpit 3 h 12 min 24 min 3 s 3"
        },
        { "sense.task.missed", "{{taskName}} {{dueAt}} {{duration lateMs}}", "Reload of Margin Cockpit 2031-03-14T02:57:07.318Z 15 min" },
        {
            "sense.service.stopped",
            "{{win32ExitCode}} {{serviceAccount}} {{serviceDependencies}} {{since}}",
            @"1067 FABRIKAM\svc_qlik QlikSenseServiceDispatcher 2031-03-14T03:11:46.318Z"
        },
        { "butler.metrics", "{{uptimeMs}} {{heapUsed}} {{counters.received}}", "777600000 12345678 4212" },
        { "cloud.reload.failed", "{{spaceName}} {{spaceId}}", "Finance 6512f0aa91c3" },
        { "sense.reload.failed", "{{daysUntilExpiry}}{{version}}{{serviceName}}", "" },
    };

    [Theory]
    [MemberData(nameof(Monitors))]
    public void A_field_of_a_monitor_shows(string type, string field, string expected) => Shows(type, field, expected);

    /// <summary>The fields of Qlik Cloud's reloads.</summary>
    public static TheoryData<string, string> Cloud => new()
    {
        { "tenantId", "kD0rX4aLmQ2v" },
        { "tenantComment", "Fabrikam" },
        { "tenantUrl", "https://fabrikam.eu.qlikcloud.com" },
        { "userId", "64f0c7d1a1b2" },
        { "userName", "Ulla Berg" },
        { "appId", "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1" },
        { "appName", "Margin Cockpit" },
        { "appUrl", "https://fabrikam.eu.qlikcloud.com/sense/app/6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1" },
        { "appDescription", "Margins by product and region" },
        { "appHasSectionAccess", "true" },
        { "appIsPublished", "true" },
        { "appPublishTime", "2030-08-26T03:12:07.318Z" },
        { "appThumbnail", "" },
        { "reloadTrigger", "chronos" },
        { "source", "com.qlik/reloads" },
        { "eventType", "com.qlik.v1.reload.finished" },
        { "eventTypeVersion", "1.0.0" },
        { "endedWithMemoryConstraint", "false" },
        { "isDirectQueryMode", "false" },
        { "isPartialReload", "false" },
        { "isSessionApp", "false" },
        { "isSkipStore", "false" },
        { "reloadId", "66a1f0c4b9d2e3f4a5b6c7d8" },
        { "statements", "" },
        { "status", "FAILED" },
        { "peakMemoryBytes", "512,331,776" },
        { "rowLimit", "-1" },
        { "sizeMemoryBytes", "48,722,114" },
        { "appFileSize", "48,722,114" },
        { "usageDuration", "1443512" },
        { "errorCode", "EngineConnectorError" },
        { "errorMessage", "Cannot connect to the data source" },
        { "logMessage", "Error: connector not reachable" },
        { "executionDuration.minutes", "24" },
        { "executionCreationTime.creationTimeLocal1", "2031-03-14 03:47:07" },
        { "executionStartTime.startTimeLocal1", "2031-03-14 03:48:07" },
        { "executionStopTime.stopTimeUTC", "2031-03-14T03:12:07.318Z" },
        { "executionStatusText", "FAILED" },
        { "scriptLogSize", "44" },
        { "scriptLogSizeRows", "44" },
        { "scriptLogSizeCharacters", "2,114" },
        { "first scriptLogHead", "Reload started" },
        { "last scriptLogTail", "Error: connector not reachable" },
        { "scriptLogHeadCount", "2" },
        { "scriptLogTailCount", "2" },
        { "qlikSenseQMC", "https://fabrikam.eu.qlikcloud.com/console" },
        { "qlikSenseHub", "https://fabrikam.eu.qlikcloud.com" },
        { "genericUrls.0.id", "runbook" },
        { "appOwnerName", "Ulla Berg" },
        { "appOwnerUserId", "64f0c7d1a1b2" },
        { "appOwnerPicture", "https://fabrikam.eu.qlikcloud.com/pictures/uberg" },
        { "appOwnerEmail", "ulla.berg@example.com" },
        { "errors.0", "Cannot connect to the data source" },
        { "appTags.0", "margin" },
    };

    [Theory]
    [MemberData(nameof(Reload))]
    public void A_field_of_a_reload_shows(string field, string expected) => Shows("sense.reload.failed", field, expected);

    [Theory]
    [MemberData(nameof(Service))]
    public void A_field_of_a_service_shows(string field, string expected) => Shows("sense.service.stopped", field, expected);

    [Theory]
    [MemberData(nameof(Cloud))]
    public void A_field_of_a_Cloud_reload_shows(string field, string expected) => Shows("cloud.reload.failed", field, expected);

    [Theory]
    [InlineData("sense.distribute.failed", "FinishedFail")]
    [InlineData("sense.distribute.succeeded", "FinishedSuccess")]
    [InlineData("sense.preload.failed", "FinishedFail")]
    [InlineData("sense.preload.succeeded", "FinishedSuccess")]
    public void Distribute_and_preload_have_what_Butler_left_empty(string type, string status)
    {
        using var folder = new TemplateFolder();
        folder.Filled(
            "{{hostName}}|{{executionStatusText}}|{{executionStartTime.startTimeLocal1}}|{{executionStopTime.stopTimeLocal1}}|"
                + "{{executionDuration.minutes}}|{{first executionDetailsText}}|{{taskNextExecution}}|{{genericUrls.0.id}}|{{appName}}",
            alert: TemplateFolder.Alert(type))
            .ShouldBe($"qsprod02|{status}|2031-03-14 03:48:07|2031-03-14 04:12:07|24|2031-03-14 03:48:07\tChanging task state from "
                + "Triggered to Started|2031-03-14T08:12:07.318Z|runbook|Margin Cockpit");
    }

    [Fact]
    public void Numbers_and_truths_can_be_asked_for()
    {
        using var folder = new TemplateFolder();
        folder.Filled("{{#if (eq executionStatusNum 8)}}failed{{/if}}{{#if taskIsManuallyTriggered}} by hand{{else}} by "
            + "trigger{{/if}}{{#unless appTags}} no tags{{/unless}}")
            .ShouldBe("failed by trigger");
    }

    [Fact]
    public void The_script_log_is_cut_to_what_the_channel_wants()
    {
        using var folder = new TemplateFolder();
        var alert = TemplateFolder.Alert(options: new SlackOptions { ScriptLog = new ShownScriptLogOptions(1, 2) });
        folder.Filled(
            "{{scriptLogHead}}|{{scriptLogTail}}|{{scriptLogHeadCount}} {{scriptLogTailCount}} {{scriptLogSizeRows}}", alert: alert)
            .ShouldBe("      Execution started.|      Execution Failed\n      Execution finished.|1 2 431");
        folder.Filled(
            "{{#if scriptLogHead}}head{{else}}none{{/if}} {{scriptLogHeadCount}}",
            alert: TemplateFolder.Alert(options: new SlackOptions { ScriptLog = new ShownScriptLogOptions(0, 2) }))
            .ShouldBe("none 0");
    }

    [Fact]
    public void A_number_of_a_state_is_told_in_words()
    {
        string[] words =
        [
            "NeverStarted", "Triggered", "Started", "Queued", "AbortInitiated", "Aborting", "Aborted", "FinishedSuccess", "FinishedFail",
            "Skipped", "Retry", "Error", "Reset", "DistributionQueue", "DistributionRunning",
        ];
        for (var number = 0; number < words.Length; number++)
        {
            Fill(new TaskEventData { Execution = new ExecutionInfo { Status = number } }, "{{executionStatusText}}")
                .ShouldBe(words[number]);
        }

        Fill(new TaskEventData { Execution = new ExecutionInfo { Status = 99 } }, "{{executionStatusText}}").ShouldBe("99");
        Fill(new TaskEventData { Task = new TaskInfo() }, "{{taskNextExecution}}").ShouldBe("Never");
    }

    [Fact]
    public void What_is_not_known_is_empty_and_its_name_known()
    {
        using var folder = new TemplateFolder();
        foreach (var type in SampleEvents.Types.Append("sense.reload.failed"))
        {
            var bare = SampleEvents.Of(type, Sample.Time) with
            {
                Data = JsonSerializer.SerializeToElement(new JsonObject()),
                Subject = null,
                Site = null,
                Environment = null,
                Relay = null,
            };
            foreach (var @event in new[] { SampleEvents.Of(type, Sample.Time), bare, bare with { Data = null } })
            {
                if (@event != SampleEvents.Of(type, Sample.Time) && type is "butler.event.late" or "butler.delivery.dead")
                {
                    // Made by this app, never without data.
                    continue;
                }

                var template = string.Join('|', AlertFields.Names.Select(n => $"{{{{{n}}}}}"));
                foreach (var form in Enum.GetValues<TextForm>())
                {
                    var missing = new List<string>();
                    var whole = form switch
                    {
                        TextForm.Json or TextForm.SlackJson => $"\"{template}\"",
                        TextForm.Xml => $"<alert>{template}</alert>",
                        _ => template,
                    };
                    var filled = folder.Templates.FillInline(whole, TemplateFolder.Alert(@event), form, missing.Add);
                    filled.Fault.ShouldBeNull(type);
                    missing.ShouldBeEmpty();
                }
            }
        }
    }

    [Fact]
    public void An_alert_tells_what_is_to_be_known_of_itself()
    {
        using var folder = new TemplateFolder();
        var alert = TemplateFolder.Alert("sense.task.failed") with
        {
            PossibleDuplicate = true,
            AcknowledgeUrl = new Uri("https://app.example.com/api/v4/incidents/i1/ack?code=x"),
            Links = [new LinkOptions { Id = "log", Text = "Log", Url = new Uri("https://logs.example.com/") }],
        };
        alert = alert with
        {
            Delivery = alert.Delivery with
            {
                FailedOpen = ["taskTags"],
                Throttle = new ThrottleHold { Key = "k", Holder = "d", HeldBack = 3, Since = Sample.Time.AddMinutes(-4) },
            },
        };
        folder.Filled("{{heldBack}} since {{heldBackSince}}; {{failedOpen}}; {{missing}}; {{possibleDuplicate}}; {{acknowledgeUrl}}; "
            + "{{logUrl}}; {{notes.length}} {{notes.0}}", alert: alert).ShouldBe(
            "3 since 2031-03-14 04:08:07 +01:00; taskTags; task,app,owner,execution,scriptLog; true; "
                + "https://app.example.com/api/v4/incidents/i1/ack?code=x; https://logs.example.com/; 4 3 more held back since 2031-03-14 "
                + "04:08:07 +01:00.");
    }

    [Fact]
    public void A_group_has_its_members_and_an_incident_its_first_event()
    {
        using var folder = new TemplateFolder();
        var first = new EventSummary
        {
            Id = "a",
            Type = "sense.reload.failed",
            Time = Sample.Time,
            Task = "T<1>",
            App = "A",
            Host = "h",
            Error = "E",
        };
        var group = TemplateFolder.Alert(
            reason: new AlertReason { Kind = AlertKind.Group, Count = 70, Members = [first, first with { Id = "b", Task = "T2" }] });
        folder.Filled("{{#if isGroup}}{{reason.count}}:{{#each reason.members}} {{id}} {{type}} {{time}} {{timeUtc}} {{task}} {{app}} "
            + "{{host}} {{error}};{{/each}}{{/if}}", alert: group).ShouldBe(
            "70: a sense.reload.failed 2031-03-14 04:12:07 +01:00 2031-03-14T03:12:07.318Z T<1> A h E; b sense.reload.failed 2031-03-14 "
                + "04:12:07 +01:00 2031-03-14T03:12:07.318Z T2 A h E;");
        var resolved = TemplateFolder.Alert(
            "sense.reload.succeeded", reason: new AlertReason { Kind = AlertKind.Resolved, Incident = "i1", First = first });
        folder.Filled("{{#if isResolved}}{{reason.kind}} {{reason.incident}} {{reason.first.error}}{{/if}}", alert: resolved)
            .ShouldBe("resolved i1 E");
    }

    [Theory]
    [InlineData("sv-SE", "2031-03-14, 03:48:07|14 mars 2031, 03:48:07|14 mars 2031, 03:48:07 GMT+1")]
    [InlineData("de-DE", "14.03.2031, 03:48:07|14. März 2031, 03:48:07|14. März 2031, 03:48:07 GMT+1")]
    [InlineData("en-GB", "14/03/2031, 03:48:07|14 Mar 2031, 03:48:07|14 March 2031 at 03:48:07 GMT+1")]
    [InlineData("es-ES", "14/3/2031, 3:48:07|14 de mar de 2031, 3:48:07|14 de marzo de 2031, 3:48:07 GMT+1")]
    public void Times_are_in_the_sites_locale(string locale, string expected)
    {
        using var folder = new TemplateFolder();
        var alert = TemplateFolder.Alert() with { Site = TemplateFolder.Site with { Locale = locale } };
        folder.Filled(
            "{{executionStartTime.startTimeLocal2}}|{{executionStartTime.startTimeLocal3}}|{{executionStartTime.startTimeLocal4}}",
            alert: alert).ShouldBe(expected);
    }

    [Fact]
    public void Doubled_backslashes_of_a_user_are_single_as_in_Butlers_mails() =>
        Fill(new TaskEventData { User = @"FABRIKAM\\svc_reload" }, "{{user}}").ShouldBe(@"FABRIKAM\svc_reload");

    [Fact]
    public void Qlik_Clouds_older_envelope_is_understood()
    {
        var legacy = JsonDocument.Parse("""
            { "eventType": "com.qlik.v1.app.reload.finished", "source": "com.qlik/engine", "eventTypeVersion": "2.0.0",
              "extensions": { "tenantId": "t1", "userId": "u1", "ownerId": "o1", "topLevelResourceId": "app1" },
              "data": { "name": "Sales", "status": "error", "reloadId": "r1", "duration": 61000, "size": { "memory": 1024 }, "errors": ["no table"] } }
            """).RootElement;
        using var folder = new TemplateFolder();
        var alert = TemplateFolder.Alert(SampleEvents.Of("cloud.reload.failed", Sample.Time) with { Data = legacy, Subject = null });
        folder.Filled("{{tenantId}} {{userId}} {{appOwnerUserId}} {{appId}} {{appName}} {{status}} {{reloadId}} "
            + "{{executionDuration.minutes}}:{{executionDuration.seconds}} {{sizeMemoryBytes}} {{errorLines.0}}", alert: alert)
            .ShouldBe("t1 u1 o1 app1 Sales error r1 1:1 1,024 no table");
    }

    private static void Shows(string type, string field, string expected)
    {
        using var folder = new TemplateFolder();
        folder.Filled(field.StartsWith("{{", StringComparison.Ordinal) ? field : $"{{{{{field}}}}}", alert: TemplateFolder.Alert(type))
            .ShouldBe(expected);
    }

    private static string Fill(TaskEventData data, string template)
    {
        using var folder = new TemplateFolder();
        return folder.Filled(template, alert: TemplateFolder.Alert(Sample.Event("sense.reload.failed", data: data)));
    }
}
