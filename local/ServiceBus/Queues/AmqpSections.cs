namespace Butler.Local.ServiceBus.Queues;

/// <summary>
/// The parts of an AMQP message for which <see cref="OutgoingMessage"/> has no member. The queue stores the bytes and does not parse them.
/// Each is a complete encoded section, or empty.
/// </summary>
/// <param name="Annotations">The message annotations that are not the broker's own.</param>
/// <param name="Properties">The properties, whose ids may be numbers or bytes.</param>
/// <param name="Body">The body and the footer; empty when <see cref="OutgoingMessage.Body"/> is one data section.</param>
internal sealed record AmqpSections(ReadOnlyMemory<byte> Annotations, ReadOnlyMemory<byte> Properties, ReadOnlyMemory<byte> Body);
