namespace Butler.Local.ServiceBus.Queues;

/// <summary>The values of custom properties in the log, with their types.</summary>
internal static class PropertyCodec
{
    /// <summary>The kind before each value. The numbers are on disk: never reuse one.</summary>
    private enum Kind : byte
    {
        String = 1,
        Boolean = 2,
        Byte = 3,
        SByte = 4,
        Int16 = 5,
        UInt16 = 6,
        Int32 = 7,
        UInt32 = 8,
        Int64 = 9,
        UInt64 = 10,
        Single = 11,
        Double = 12,
        Decimal = 13,
        Char = 14,
        Guid = 15,
        DateTime = 16,
        DateTimeOffset = 17,
        TimeSpan = 18,
        Uri = 19,
        Bytes = 20,
    }

    /// <summary>Whether values of this type can be stored.</summary>
    public static bool CanHold(object? value) => value is string or bool or byte or sbyte or short or ushort or int or uint or long or ulong
        or float or double or decimal or char or Guid or DateTime or DateTimeOffset or TimeSpan or Uri or byte[];

    public static void Write(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case string text: Begin(writer, Kind.String).Write(text); break;
            case bool flag: Begin(writer, Kind.Boolean).Write(flag); break;
            case byte number: Begin(writer, Kind.Byte).Write(number); break;
            case sbyte number: Begin(writer, Kind.SByte).Write(number); break;
            case short number: Begin(writer, Kind.Int16).Write(number); break;
            case ushort number: Begin(writer, Kind.UInt16).Write(number); break;
            case int number: Begin(writer, Kind.Int32).Write(number); break;
            case uint number: Begin(writer, Kind.UInt32).Write(number); break;
            case long number: Begin(writer, Kind.Int64).Write(number); break;
            case ulong number: Begin(writer, Kind.UInt64).Write(number); break;
            case float number: Begin(writer, Kind.Single).Write(number); break;
            case double number: Begin(writer, Kind.Double).Write(number); break;
            case decimal number: Begin(writer, Kind.Decimal).Write(number); break;
            case char character: Begin(writer, Kind.Char).Write((ushort)character); break;
            case Guid id: Begin(writer, Kind.Guid).Write(id.ToByteArray()); break;
            case DateTime moment: Begin(writer, Kind.DateTime).Write(moment.ToUniversalTime().Ticks); break;
            case DateTimeOffset moment: Begin(writer, Kind.DateTimeOffset).Write(moment.UtcTicks); break;
            case TimeSpan span: Begin(writer, Kind.TimeSpan).Write(span.Ticks); break;
            case Uri uri: Begin(writer, Kind.Uri).Write(uri.OriginalString); break;
            case byte[] bytes:
                Begin(writer, Kind.Bytes).Write(bytes.Length);
                writer.Write(bytes);
                break;
            default: throw new ArgumentException($"A property of type {value.GetType().Name} cannot be kept.", nameof(value));
        }
    }

    /// <exception cref="InvalidDataException">This version does not know the kind of the value.</exception>
    public static object Read(BinaryReader reader)
    {
        var kind = (Kind)reader.ReadByte();
        return kind switch
        {
            Kind.String => reader.ReadString(),
            Kind.Boolean => reader.ReadBoolean(),
            Kind.Byte => reader.ReadByte(),
            Kind.SByte => reader.ReadSByte(),
            Kind.Int16 => reader.ReadInt16(),
            Kind.UInt16 => reader.ReadUInt16(),
            Kind.Int32 => reader.ReadInt32(),
            Kind.UInt32 => reader.ReadUInt32(),
            Kind.Int64 => reader.ReadInt64(),
            Kind.UInt64 => reader.ReadUInt64(),
            Kind.Single => reader.ReadSingle(),
            Kind.Double => reader.ReadDouble(),
            Kind.Decimal => reader.ReadDecimal(),
            Kind.Char => (char)reader.ReadUInt16(),
            Kind.Guid => new Guid(reader.ReadBytes(16)),
            Kind.DateTime => new DateTime(reader.ReadInt64(), DateTimeKind.Utc),
            Kind.DateTimeOffset => new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
            Kind.TimeSpan => new TimeSpan(reader.ReadInt64()),
            Kind.Uri => new Uri(reader.ReadString(), UriKind.RelativeOrAbsolute),
            Kind.Bytes => reader.ReadBytes(reader.ReadInt32()),
            _ => throw new InvalidDataException(
                $"The queue's log holds a property of kind {(byte)kind}, which this version does not know."),
        };
    }

    private static BinaryWriter Begin(BinaryWriter writer, Kind kind)
    {
        writer.Write((byte)kind);
        return writer;
    }
}
