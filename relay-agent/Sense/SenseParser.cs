using Butler.RelayAgent.Sense.Anchoring;

namespace Butler.RelayAgent.Sense;

/// <summary>
/// Reads what Sense's log appenders send: fields between semicolons, without any quoting. Names and messages may hold semicolons
/// themselves, so the two ids and the time stamp are found first, and what lies around them falls into place.
/// </summary>
internal static class SenseParser
{
    private const int FieldsBeforeIds = 5;

    /// <summary>Reads a datagram. Never throws; what cannot be understood has a <see cref="SenseDatagram.Problem"/>.</summary>
    public static SenseDatagram Parse(ReadOnlySpan<byte> datagram)
    {
        var fields = SenseText.Decode(datagram).Split(';');
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
        if (Anchor.Find(fields) is not { } ids)
        {
            return fields.Length > FieldsBeforeIds
                ? known with { Problem = "neither the task's and app's ids nor the time stamp can be found in it" }
                : Named(known, fields[2..]); // it was cut off before the ids
        }

        var from = Math.Min(ids, fields.Length);
        return Named(known, fields[2..Math.Max(2, from)]) with
        {
            TaskId = SenseText.CleanGuid(At(ids)),
            AppId = SenseText.CleanGuid(At(ids + 1)),
            TimeStamp = SenseText.CleanWord(At(ids + 2)),
            Level = SenseText.CleanWord(At(ids + 3)),
            ExecutionId = SenseText.CleanWord(At(ids + 4)),
            Message = fields.Length > ids + 5 ? SenseText.Clean(string.Join(';', fields[(ids + 5)..]).TrimEnd()) : null,
        };

        string At(int index) => index < fields.Length ? fields[index] : "";
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
            Problem = "the engine's message names no task, so no alert can be made of it",
        };
    }

    private static string Shown(string field) => (SenseText.CleanWord(field) ?? "") is var word && word.Length > 80 ? word[..80] + "..." : word;
}
