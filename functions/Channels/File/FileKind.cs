using Butler.Core.Configuration;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.File;

internal sealed class FileKind : IChannelKind
{
    public string Type => "file";

    public IReadOnlyList<string> FixedKeys => [];

    public ChannelOptions Read(YamlKeys keys)
    {
        if (keys.IsReading && !ChannelKeys.IsByRelay(keys))
        {
            keys.Fail("type", "only a relay writes files; add via: relay and destination");
        }

        return new FileOptions { FileName = keys.Optional("fileName", Yaml.Text, "A template of the file's name.") };
    }

    public IChannel Create(ChannelOptions options, ITemplates templates) => new FileChannel((FileOptions)options, templates);
}
