namespace Butler.RelayAgent.Udp;

/// <summary>Records that wait to be written, one behind the other.</summary>
/// <param name="Bytes">The records, not yet numbered and checksummed.</param>
/// <param name="Count">How many.</param>
internal readonly record struct ReceivedBatch(Memory<byte> Bytes, int Count);
