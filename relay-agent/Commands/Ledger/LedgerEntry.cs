namespace Butler.RelayAgent.Commands.Ledger;

/// <summary>What is known of a command: its latest record, without the reply, which stays on disk.</summary>
/// <param name="Record">The record, its reply left out.</param>
/// <param name="Segment">The file it stands in.</param>
/// <param name="Offset">Where in the file its reply's record begins; -1 where there is no reply yet.</param>
internal sealed record LedgerEntry(LedgerRecord Record, string Segment, long Offset);
