using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Butler.Core.Destinations.Mqtt.Wire;

/// <summary>Writes the data types of MQTT (3.1.1 §1.5, 5.0 §1.5).</summary>
internal sealed class MqttWriter
{
    /// <summary>The most a variable byte integer can say.</summary>
    public const int MostVariable = 268_435_455;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ArrayBufferWriter<byte> buffer = new();

    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    public void Byte(byte value) => buffer.Write([value]);

    public void TwoBytes(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer.GetSpan(2), value);
        buffer.Advance(2);
    }

    public void FourBytes(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(buffer.GetSpan(4), value);
        buffer.Advance(4);
    }

    /// <summary>Seven bits a byte, low ones first, the highest bit saying that more follow.</summary>
    public void Variable(int value)
    {
        do
        {
            var low = (byte)(value & 0x7F);
            value >>= 7;
            Byte(value > 0 ? (byte)(low | 0x80) : low);
        }
        while (value > 0);
    }

    public void Raw(ReadOnlySpan<byte> bytes) => buffer.Write(bytes);

    public void Binary(ReadOnlySpan<byte> bytes)
    {
        TwoBytes(checked((ushort)bytes.Length));
        Raw(bytes);
    }

    public void Text(string text)
    {
        var count = Strict.GetByteCount(text);
        TwoBytes(checked((ushort)count));
        Strict.GetBytes(text, buffer.GetSpan(count));
        buffer.Advance(count);
    }

    public void Properties(IReadOnlyList<MqttProperty> properties)
    {
        var block = new MqttWriter();
        foreach (var property in properties)
        {
            block.Property(property);
        }

        Variable(block.Written.Length);
        Raw(block.Written);
    }

    private void Property(MqttProperty property)
    {
        Byte(property.Id);
        switch (MqttPropertyId.KindOf(property.Id))
        {
            case MqttPropertyKind.Byte:
                Byte((byte)property.Number);
                break;
            case MqttPropertyKind.TwoBytes:
                TwoBytes((ushort)property.Number);
                break;
            case MqttPropertyKind.FourBytes:
                FourBytes(property.Number);
                break;
            case MqttPropertyKind.VariableInteger:
                Variable((int)property.Number);
                break;
            case MqttPropertyKind.Text:
                Text(property.Text);
                break;
            case MqttPropertyKind.Binary:
                Binary(property.Data.Span);
                break;
            case MqttPropertyKind.Pair:
                Text(property.Name);
                Text(property.Text);
                break;
            default:
                throw new ArgumentException($"There is no MQTT property 0x{property.Id:X2}.", nameof(property));
        }
    }
}
