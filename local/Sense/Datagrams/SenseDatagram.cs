using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Butler.Local.Sense.Datagrams;

/// <summary>
/// A log event as Sense's scheduler sends it through its log4net UDP appender: eleven fields with semicolons between, in UTF-8,
/// without terminator, quoting or escaping. The appender's pattern is
/// <c>TAG;%hostname;%property{TaskName};%property{AppName};%property{User};%property{TaskId};%property{AppId};</c>, then
/// <c>%date;%level;%property{ExecutionId};%message</c>.
/// </summary>
internal sealed record SenseDatagram
{
    /// <summary>The text that log4net writes for an unset property, such as the app of tasks without one.</summary>
    public const string Unset = "(null)";

    /// <summary>The most that fits into a UDP datagram over IPv4, in bytes.</summary>
    public const int MaxBytes = 65507;

    /// <summary>The first field, including slashes, which names the appender.</summary>
    public required string Tag { get; init; }

    /// <summary>The host that logged it.</summary>
    public string Host { get; init; } = "qsprod02";

    public string TaskName { get; init; } = "Reload of Margin Cockpit";

    public string AppName { get; init; } = "Margin Cockpit";

    /// <summary><c>DIRECTORY\user</c>.</summary>
    public string User { get; init; } = @"FABRIKAM\svc_reload";

    public string TaskId { get; init; } = "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33";

    public string AppId { get; init; } = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1";

    /// <summary>The Sense server's local time; its offset is not sent.</summary>
    public required DateTimeOffset Time { get; init; }

    public string Level { get; init; } = "INFO";

    public required string ExecutionId { get; init; }

    public required string Message { get; init; }

    /// <summary>An id that is always the same for a name, like that of a task or app.</summary>
    public static string IdOf(string name) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)).ToString();

    /// <summary>The bytes of the datagram.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString());

    /// <summary>The datagram's text.</summary>
    public override string ToString() => string.Join(
        ';',
        Tag,
        Host,
        TaskName,
        AppName,
        User,
        TaskId,
        AppId,
        Time.ToString("yyyy-MM-dd HH:mm:ss,fff", CultureInfo.InvariantCulture),
        Level,
        ExecutionId,
        Message);
}
