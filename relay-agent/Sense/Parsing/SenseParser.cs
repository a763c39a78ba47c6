using Butler.Core.Text;

namespace Butler.RelayAgent.Sense.Parsing;

/// <summary>
/// Reads the messages of Sense's log appenders: fields between semicolons, without quoting. Names and messages may contain semicolons, and
/// a layout may lack a field or a separator. Fields are therefore identified by their content: first the ids and the time stamp, then level
/// and execution id after them. The fields before them are the names, and the last one is the message.
/// </summary>
internal static class SenseParser
{
    private const int FieldsBeforeIds = 5;

    /// <summary>Reads a datagram. Never throws; a datagram that cannot be parsed has a <see cref="SenseDatagram.Problem"/>.</summary>
    public static SenseDatagram Parse(string datagram)
    {
        var fields = SenseTag.Divide(datagram.Split(';'));
        return SenseTag.Find(SenseText.Clean(fields[0]) ?? "") switch
        {
            null => new SenseDatagram { Problem = $"the message type \"{Shown(fields[0])}\" is not known" },
            var engine when engine == SenseTag.EngineReloadFailed => Engine(engine, fields),
            var tag => Scheduler(tag, fields),
        };
    }

    private static SenseDatagram Scheduler(SenseTag tag, string[] fields)
    {
        if (fields.Length < 2 || fields.Skip(1).All(field => SenseText.Clean(field) is null))
        {
            return new SenseDatagram { Tag = tag, Problem = "nothing follows the message type" };
        }

        var known = new SenseDatagram { Tag = tag, Host = SenseText.CleanWord(fields[1]) };
        var anchor = Anchor.Find(fields);
        if (anchor is not { AppId: not null } || !anchor.HasTimeStamp(fields))
        {
            // A separator may be missing.
            string[] divided = [.. fields[..2], .. fields[2..].SelectMany(Words.Parts)];
            if (divided.Length > fields.Length && Anchor.Find(divided) is { AppId: not null } better && better.HasTimeStamp(divided))
            {
                (fields, anchor) = (divided, better);
            }
        }

        if (anchor is null)
        {
            return fields.Length > FieldsBeforeIds
                ? known with { Problem = "neither the task's and app's ids nor the time stamp can be found in it" }
                : Named(known, fields[2..]); // it was truncated before the ids
        }

        var tail = Tail.Read(fields[Math.Min(anchor.TimeStamp + 1, fields.Length)..]);
        return Named(known, fields[2..Math.Min(anchor.Names, fields.Length)]) with
        {
            TaskId = SenseText.CleanGuid(At(anchor.TaskId)),
            AppId = SenseText.CleanGuid(At(anchor.AppId)),
            TimeStamp = SenseText.CleanWord(At(anchor.TimeStamp)),
            Level = tail.Level,
            ExecutionId = tail.ExecutionId,
            Message = tail.Message,
        };

        string At(int? index) => index < fields.Length ? fields[index.Value] : "";
    }

    private static SenseDatagram Named(SenseDatagram known, string[] names)
    {
        var (task, app, user) = Names.Divide(names);
        return known with { TaskName = SenseText.Clean(task), AppName = SenseText.Clean(app), User = SenseText.CleanWord(user) };
    }

    /// <summary>The engine's message: host, app id, something, user directory, user id, then time stamp, level and message.</summary>
    private static SenseDatagram Engine(SenseTag tag, string[] fields)
    {
        string At(int index) => index < fields.Length ? fields[index] : "";
        return new SenseDatagram
        {
            Tag = tag,
            Host = SenseText.CleanWord(At(1)),
            AppId = SenseText.CleanGuid(At(2)),
            TimeStamp = SenseText.CleanWord(At(6)),
            Level = SenseText.CleanWord(At(7)),
            Message = fields.Length > 8 ? SenseText.Clean(string.Join(';', fields[8..]).TrimEnd()) : null,
            Problem = "the engine's message names no task, so no alert can be created",
        };
    }

    private static string Shown(string field) =>
        TextCut.ToLength(SenseText.CleanWord(field) ?? "", 80);
}
