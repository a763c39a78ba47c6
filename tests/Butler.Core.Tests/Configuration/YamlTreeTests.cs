using Butler.Core.Configuration;

namespace Butler.Core.Tests.Configuration;

public sealed class YamlTreeTests
{
    [Fact]
    public void Values_have_their_path_and_line_and_dollars_are_text() => Shown("""
        a:
          - x: ${NAME}
            y: ~
          - [1, "null"]
        b: {}
        """).ShouldBe(["a[0].x:2 = ${NAME}", "a[0].y:3 = (none)", "a[1][0]:4 = 1", "a[1][1]:4 = null", "b:5 = {}"]);

    [Fact]
    public void An_alias_and_a_merge_key_stand_for_what_they_name() => Shown("""
        a: &a { x: 1, y: 2 }
        b: *a
        c:
          <<: *a
          y: 3
        d: { <<: [*a, { z: 4 }] }
        """).ShouldBe(
    [
        "a.x:1 = 1", "a.y:1 = 2", "b.x:1 = 1", "b.y:1 = 2", "c.y:5 = 3", "c.x:1 = 1", "d.x:1 = 1", "d.y:1 = 2", "d.z:6 = 4",
    ]);

    [Fact]
    public void A_file_with_too_many_values_is_a_fault() =>
        Should.Throw<ConfigurationException>(() => YamlTree.Read("f.yaml", "a: &a [1, 2]\nb: [*a, *a]\n", maxValues: 8)).Message.ShouldBe(
            "f.yaml:1: b[1]: is where the file exceeds 8 values; a configuration has fewer, so look for aliases (*name) that repeat");

    [Fact]
    public void A_file_that_is_not_yaml_is_a_fault() =>
        Should.Throw<ConfigurationException>(() => YamlTree.Read("f.yaml", "a: [\n", maxValues: 8)).Message
            .ShouldBe("f.yaml:1:4: is not valid YAML: the [ that begins here is never closed");

    private static IReadOnlyList<string> Shown(string text) => [.. Of(YamlTree.Read("f.yaml", text, maxValues: 100))];

    private static IEnumerable<string> Of(YamlTree tree) => tree switch
    {
        { Keys: { Count: > 0 } keys } => keys.Values.SelectMany(Of),
        { Items: { Count: > 0 } items } => items.SelectMany(Of),
        { Keys: not null } => [$"{tree.Path}:{tree.Line} = {{}}"],
        _ => [$"{tree.Path}:{tree.Line} = {(tree.IsNull ? "(none)" : tree.Text)}"],
    };
}
