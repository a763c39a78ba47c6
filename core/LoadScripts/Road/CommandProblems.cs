using Butler.Core.Api;
using Butler.Core.Commands;

namespace Butler.Core.LoadScripts.Road;

/// <summary>The problems of commands that did not succeed.</summary>
public static class CommandProblems
{
    /// <summary>The problem of a command that ended without a result.</summary>
    /// <param name="answer">How the command ended.</param>
    /// <param name="denied">Butler's words where it does not allow the request.</param>
    /// <param name="failed">Butler's words for all other problems.</param>
    public static ProblemException Of(CommandAnswer answer, string denied, string failed) => (answer.Status, answer.Code) switch
    {
        (CommandStatus.Refused, CommandCodes.Malformed) => Problem(400, failed, answer),
        (CommandStatus.Refused, _) => Problem(403, denied, answer),
        (CommandStatus.Failed, CommandCodes.NotFound) => Problem(404, failed, answer),
        (CommandStatus.Failed, CommandCodes.Exists) => Problem(409, failed, answer),
        (CommandStatus.Expired, _) => Problem(504, failed, answer),
        (CommandStatus.OutcomeUnknown, _) => Problem(504, failed, answer),
        _ => Problem(502, failed, answer),
    };

    private static ProblemException Problem(int status, string words, CommandAnswer answer) => ProblemException.ForLoadScripts(
        status, answer.Error is { Length: > 0 } reason ? $"{words}: {reason}" : $"{words}.");
}
