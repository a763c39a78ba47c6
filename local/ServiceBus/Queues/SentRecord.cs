namespace Butler.Local.ServiceBus.Queues;

/// <summary>The sender's message in a record of the log.</summary>
internal static class SentRecord
{
    public static void Write(BinaryWriter writer, OutgoingMessage sent)
    {
        WriteBytes(writer, sent.Body);
        WriteText(writer, sent.MessageId);
        WriteText(writer, sent.ContentType);
        WriteText(writer, sent.Label);
        WriteText(writer, sent.CorrelationId);
        WriteText(writer, sent.To);
        WriteText(writer, sent.ReplyTo);
        WriteText(writer, sent.ReplyToSessionId);
        WriteText(writer, sent.SessionId);
        WriteText(writer, sent.PartitionKey);
        writer.Write(sent.TimeToLive?.Ticks ?? 0);
        writer.Write(sent.ScheduledEnqueueTime?.UtcTicks ?? 0);
        WriteProperties(writer, sent.Properties);
        writer.Write(sent.Sections is not null);
        if (sent.Sections is { } sections)
        {
            WriteBytes(writer, sections.Annotations);
            WriteBytes(writer, sections.Properties);
            WriteBytes(writer, sections.Body);
        }
    }

    public static OutgoingMessage Read(BinaryReader reader) => ReadCommon(reader) with
    {
        Properties = ReadProperties(reader),
        Sections = reader.ReadBoolean() ? new AmqpSections(ReadBytes(reader), ReadBytes(reader), ReadBytes(reader)) : null,
    };

    /// <summary>Reads records of versions before AMQP, in which the values of properties are text.</summary>
    public static OutgoingMessage ReadEarlier(BinaryReader reader)
    {
        var sent = ReadCommon(reader);
        var properties = new Dictionary<string, object>();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var name = reader.ReadString();
            if (PropertyText.TryParse(reader.ReadString(), out var value))
            {
                properties[name] = value;
            }
        }

        return sent with { Properties = properties };
    }

    public static void WriteProperties(BinaryWriter writer, IReadOnlyDictionary<string, object> properties)
    {
        writer.Write(properties.Count);
        foreach (var (name, value) in properties)
        {
            writer.Write(name);
            PropertyCodec.Write(writer, value);
        }
    }

    public static Dictionary<string, object> ReadProperties(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        var properties = new Dictionary<string, object>(count);
        for (; count > 0; count--)
        {
            properties[reader.ReadString()] = PropertyCodec.Read(reader);
        }

        return properties;
    }

    public static void WriteText(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            writer.Write(text);
        }
    }

    public static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    // Members are read in the order of these lines, which is the order in the record.
    private static OutgoingMessage ReadCommon(BinaryReader reader) => new()
    {
        Body = ReadBytes(reader),
        MessageId = ReadText(reader),
        ContentType = ReadText(reader),
        Label = ReadText(reader),
        CorrelationId = ReadText(reader),
        To = ReadText(reader),
        ReplyTo = ReadText(reader),
        ReplyToSessionId = ReadText(reader),
        SessionId = ReadText(reader),
        PartitionKey = ReadText(reader),
        TimeToLive = reader.ReadInt64() is var life and not 0 ? new TimeSpan(life) : null,
        ScheduledEnqueueTime = reader.ReadInt64() is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
    };

    private static void WriteBytes(BinaryWriter writer, ReadOnlyMemory<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes.Span);
    }

    private static byte[] ReadBytes(BinaryReader reader) => reader.ReadBytes(reader.ReadInt32());
}
