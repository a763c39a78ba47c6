using System.Runtime.InteropServices;

namespace Butler.RelayAgent.Monitors.Services.Managers.Windows;

/// <summary>The configuration of a service.</summary>
internal sealed record ServiceConfig
{
    /// <summary>The maximum size of a configuration, in Windows's documentation.</summary>
    private const uint UsualBytes = 8 * 1024;

    private const char GroupMark = '+';

    /// <summary>A configuration that may not be read.</summary>
    public static readonly ServiceConfig Unknown = new();

    public string? DisplayName { get; init; }

    public string? StartType { get; init; }

    public string? Path { get; init; }

    public string? Account { get; init; }

    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>Reads the configuration of a service.</summary>
    /// <returns>The configuration; <see cref="Unknown"/> when this account may not read it, or the service is gone.</returns>
    public static unsafe ServiceConfig Read(ScmHandle manager, string name)
    {
        using var service = ServiceQueries.OpenService(manager, name, ServiceQueries.QueryConfiguration);
        if (service.IsInvalid)
        {
            return Unknown;
        }

        for (var size = UsualBytes; ;)
        {
            var buffer = new byte[size];
            fixed (byte* bytes = buffer)
            {
                if (ServiceQueries.QueryConfig(service, bytes, size, out var needed))
                {
                    var config = *(QueriedConfig*)bytes;
                    return Of(config, config.StartType == StartTypes.AutomaticNumber && IsDelayed(service));
                }

                if (Marshal.GetLastPInvokeError() != ServiceQueries.InsufficientBuffer || needed <= size)
                {
                    return Unknown;
                }

                size = needed;
            }
        }
    }

    /// <summary>The configuration in the memory that Windows wrote.</summary>
    public static ServiceConfig Of(in QueriedConfig config, bool isDelayed) => new()
    {
        DisplayName = Marshal.PtrToStringUni(config.DisplayName),
        StartType = StartTypes.Text(config.StartType, isDelayed),
        Path = Marshal.PtrToStringUni(config.Path),
        Account = Marshal.PtrToStringUni(config.Account),
        Dependencies = [.. Texts(config.Dependencies).Where(each => each[0] != GroupMark)],
    };

    /// <summary>Older versions of Windows do not know the question; their services start without a delay.</summary>
    private static unsafe bool IsDelayed(ScmHandle service)
    {
        var isDelayed = 0;
        return ServiceQueries.QueryConfig2(service, ServiceQueries.DelayedAutoStart, (byte*)&isDelayed, sizeof(int), out _)
            && isDelayed != 0;
    }

    /// <summary>The texts of a list that ends with an empty text.</summary>
    private static List<string> Texts(nint list)
    {
        var texts = new List<string>();
        while (list != 0 && Marshal.PtrToStringUni(list) is { Length: > 0 } text)
        {
            texts.Add(text);
            list += (text.Length + 1) * sizeof(char);
        }

        return texts;
    }
}
