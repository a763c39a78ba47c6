using Butler.Core.Events;
using Butler.Functions.Channels;
using Butler.Functions.Channels.File;
using Butler.Functions.Templates;
using Butler.Functions.Tests.Support;
using FileOptions = Butler.Functions.Channels.File.FileOptions;

namespace Butler.Functions.Tests.Channels;

public sealed class FileChannelTests
{
    [Fact]
    public void Without_templates_it_is_plain_text_under_time_and_type()
    {
        var file = Render(new FileOptions());
        file.Name.ShouldBe("2031-03-14_04-12-07_sense.reload.failed_d1eed46a.txt");
        Repository.ShouldMatch("tests/Butler.Functions.Tests/Channels/Expected/sense-reload-failed.file.txt", file.Content);
    }

    [Theory]
    [InlineData("../../etc/passwd", "_.._etc_passwd")]
    [InlineData(@"C:\Windows\x.txt", "C__Windows_x.txt")]
    [InlineData("a<b>c:d\"e/f|g?h*i~1.txt", "a_b_c_d_e_f_g_h_i_1.txt")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("COM1", "_COM1")]
    [InlineData("lpt¹.log", "_lpt¹.log")]
    [InlineData("nul .txt", "_nul .txt")]
    [InlineData(" name. . ", "name")]
    [InlineData("new\nline\0.txt", "new_line_.txt")]
    [InlineData("...", null)]
    [InlineData("", null)]
    [InlineData("😀.txt", "😀.txt")]
    public void A_name_is_one_name_everywhere(string text, string? name) => FileName.Of(text).ShouldBe(name);

    [Fact]
    public void A_long_name_keeps_its_ending()
    {
        var name = FileName.Of(new string('x', 193) + "😀😀" + new string('y', 300) + ".json")!;
        name.Length.ShouldBeInRange(190, 200);
        name.ShouldEndWith(".json");
        name.Any(char.IsHighSurrogate).ShouldBe(name.Any(char.IsLowSurrogate));
    }

    [Fact]
    public void Templates_make_name_and_content()
    {
        var file = Render(new FileOptions { FileName = "n" }, asked => asked switch
        {
            "n/Plain" => new("Sales: 7.log", null),
            "file/Plain" => new("mine", null),
            _ => throw new InvalidOperationException(asked),
        });
        (file.Name, file.Content, file.TemplateFault).ShouldBe(("Sales_ 7.log", "mine", null));
    }

    [Fact]
    public void A_faulty_template_costs_neither_name_nor_content()
    {
        var file = Render(new FileOptions { FileName = "n" }, _ => new(null, "it is faulty"));
        (file.Name, file.TemplateFault).ShouldBe(("2031-03-14_04-12-07_sense.reload.failed_d1eed46a.txt", "it is faulty"));
        file.Content.ShouldStartWith("Reload failed: Reload of Margin Cockpit\n");
    }

    [Fact]
    public void Hostile_text_and_nulls_are_only_text()
    {
        var hostile = Render(new FileOptions(), data: MetricAlerts.Known with { TaskName = MetricAlerts.Hostile, Task = null });
        hostile.Content.ShouldContain("{{taskName}}");
        Render(new FileOptions(), data: new TaskEventData()).Content.ShouldStartWith("Reload failed\n");
    }

    private static ChannelMessage.File Render(FileOptions options, Func<string, TemplateText>? fill = null, TaskEventData? data = null) =>
        new FileChannel(options, fill is null ? new NoTemplates() : new FixedTemplates(fill))
            .Render(MetricAlerts.Of("sense.reload.failed", data)).ShouldBeOfType<ChannelMessage.File>();
}
