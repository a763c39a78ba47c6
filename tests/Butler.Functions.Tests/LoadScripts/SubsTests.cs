using System.Text.RegularExpressions;

namespace Butler.Functions.Tests.LoadScripts;

/// <summary>The rules that <c>butler_subs.qvs</c> keeps to.</summary>
public sealed partial class SubsTests
{
    [Fact]
    public void Scripts_that_were_written_for_Butler_find_its_subs_with_their_parameters()
    {
        string[] butlers =
        [
            "NiceTrace (vMsg)", "ButlerInit ()", "GetEnabledButlerAPIEndpoints (vResultTable)",
            "ReloadSenseApp (vAppId, vPartialReload, vReloadMode, vStartQSEoWTaskOnSuccess, vStartQSEoWTaskOnFailure)",
            "StartTask (vTaskId, vTaskIdTable, vTagTable, vCustomPropertyTable, vKeyValueStoreTable, vResultTable)",
            "StartTask_KeyValue (vTaskId, vNamespace, vKey, vValue, vTTL)", "CopyFile (vSource, vDest, vOverwrite, vPreserveTimestamp)",
            "MoveFile (vSource, vDest, vOverwrite)", "DeleteFile (vFile)", "CreateDir (vDir)", "CreateDirQVD (vDir)",
            "AddKeyValue (vNamespace, vKey, vValue, vTimeToLive)", "GetKeyValue (vNamespace, vKey, vResultVarName)",
            "DeleteKeyValue (vNamespace, vKey)", "ExistsKeyValue (vNamespace, vKey, vResultVarName)",
            "DeleteKeyValueNamespace (vNamespace)", "GetKeyValueNamespaces (vResultTableName)",
            "GetAllKeysInNamespace (vResultTable, vNamespace)", "PostToMQTT (vTopic, vMessage)",
            "PostToSlack (vToSlackChannel, vFromUser, vMessage, vEmoji)",
        ];

        butlers.Except(Subs.Public.Select(
            sub => $"{sub.Name} ({string.Join(", ", sub.Parameters.Where(parameter => !Subs.IsLocal(parameter)))})")).ShouldBeEmpty();
    }

    /// <summary>Else Qlik would copy the change back to the caller's variable, or leave a variable in the app.</summary>
    [Fact]
    public void A_sub_sets_its_own_variables_only()
    {
        string[] documented = ["vButlerOk", "vButlerError", "$(vResultVarName)"];
        foreach (var sub in Subs.All)
        {
            Assigned(sub.Body).Except(documented)
                .Except(sub.Parameters.Where(parameter => Subs.IsHelper(sub) || Subs.IsLocal(parameter)))
                .ShouldBeEmpty(sub.Name);
        }
    }

    [Fact]
    public void Callers_parameters_come_before_local_variables()
    {
        foreach (var sub in Subs.All)
        {
            string.Join(", ", sub.Parameters.OrderBy(Subs.IsLocal)).ShouldBe(string.Join(", ", sub.Parameters), sub.Name);
            sub.Parameters.ShouldBeUnique();
        }
    }

    [Fact]
    public void Variables_outside_of_subs_are_documented()
    {
        var head = QlikScript.Comments(Subs.Text[..Subs.Text.IndexOf("Let ", StringComparison.Ordinal)], keep: true);

        Assigned(QlikScript.Parse(Subs.Text).Where(node => node is not QlikSub)).ShouldAllBe(variable => head.Contains(variable));
        head.ShouldContain("vButlerUrl");
    }

    /// <summary>Qlik may expand it there, too.</summary>
    [Fact]
    public void No_comment_holds_a_dollar_sign_expansion() =>
        QlikScript.Comments(Subs.Text, keep: true).ShouldNotContain("$(");

    /// <summary>A value must not become a part of a statement; names, and what is built in the file, may.</summary>
    [Fact]
    public void Only_what_cannot_end_a_statement_is_expanded() => Expansion().Matches(Subs.Text).Select(match => match.Groups[1].Value)
        .Distinct().Order(StringComparer.Ordinal).ShouldBe(
        [
            "lBody", "lConnection", "lName", "lPrefix", "lText", "lUrl", "vField", "vLoad", "vMethod", "vResultVarName", "vSelect",
            "vTable",
        ]);

    [Fact]
    public void The_tests_call_each_sub() => Subs.Public.Select(sub => sub.Name).Except(
        Subs.Calls.Select(call => call.Split((char[])[' ', '('])[1])).ShouldBe(["NiceTrace"]);

    [Fact]
    public void The_guide_shows_each_sub_with_parameters_that_it_has()
    {
        var guide = File.ReadAllText(Repository.PathOf("docs/load-scripts.md"));
        var shown = Shown().Matches(guide)
            .Select(match => (Name: match.Groups[1].Value + match.Groups[3].Value, Arguments: match.Groups[2].Value)).ToList();

        foreach (var (name, arguments) in shown)
        {
            var sub = Subs.Public.Single(sub => sub.Name == name);
            QlikEngine.Arguments(arguments).Count
                .ShouldBeLessThanOrEqualTo(sub.Parameters.Count(parameter => !Subs.IsLocal(parameter)), name);
        }

        Subs.Public.Select(sub => sub.Name).Except(shown.Select(call => call.Name)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Sub A\n  Let v = 1;\n")]
    [InlineData("Sub A\n  If v = 1 Then\nEnd Sub\n")]
    [InlineData("For lRow = 1 To 2\nNext lOther\n")]
    [InlineData("End Sub\n")]
    public void A_block_that_is_not_closed_is_found(string script) =>
        Should.Throw<FormatException>(() => QlikScript.Parse(script));

    private static IEnumerable<string> Assigned(IEnumerable<QlikNode> nodes) => nodes.SelectMany(node => node switch
    {
        QlikIf choice => choice.Branches.SelectMany(branch => Assigned(branch.Body)),
        QlikFor loop => [loop.Name, .. Assigned(loop.Body)],
        QlikLoop loop => Assigned(loop.Body),
        QlikStatement { Text: var text } when Assignment().Match(text) is { Success: true } match => [match.Groups[1].Value],
        _ => (IEnumerable<string>)[],
    });

    [GeneratedRegex(@"^(?:Let|Set) (\S+) =", RegexOptions.IgnoreCase)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"\$\((\w+)\)")]
    private static partial Regex Expansion();

    /// <summary>A call in a block of script, or a sub in a table.</summary>
    [GeneratedRegex(@"(?:Call |`)([A-Z]\w+)\(([^`\n]*)\)(?=\r?$|`)|^\| `([A-Z]\w+)`", RegexOptions.Multiline)]
    private static partial Regex Shown();
}
