using Butler.RelayAgent.Configuration;

namespace Butler.RelayAgent.Setup.Windows;

/// <summary>The rights that the service's account needs.</summary>
/// <param name="Own">The rights on the relay's own files, which the installation grants.</param>
/// <param name="Others">The rights on other files in the configuration, which the operator grants.</param>
/// <param name="Thumbprint">The certificate in Windows' store whose private key it must read; null: none.</param>
internal sealed record ServiceRights(IReadOnlyList<ServiceRight> Own, IReadOnlyList<ServiceRight> Others, string? Thumbprint = null)
{
    /// <summary>The rights that a configuration needs.</summary>
    /// <param name="options">The configuration, with full paths.</param>
    /// <param name="file">The configuration's file.</param>
    /// <param name="program">The relay's program.</param>
    public static ServiceRights Of(RelayOptions options, string file, string program)
    {
        ServiceRight[] own =
        [
            new(program, ServiceAccess.Execute, RightScope.File),
            new(file, ServiceAccess.Read, RightScope.File),
            new(Path.GetDirectoryName(file)!, ServiceAccess.Read, RightScope.Folder),
            .. Written(options),
        ];
        ServiceRight[] others = [.. own.Where(right => right.IsOnShare), .. Certificates(options), .. Folders(options)];
        return new ServiceRights([.. own.Where(right => !right.IsOnShare)], Merged(others), options.Qrs?.Thumbprint);
    }

    private static IEnumerable<ServiceRight> Written(RelayOptions options) =>
        new[] { options.Journal.Directory, options.Log.Directory, options.ScriptLog.Store.Directory }
            .OfType<string>().Select(folder => new ServiceRight(folder, ServiceAccess.Modify, RightScope.Tree));

    private static IEnumerable<ServiceRight> Certificates(RelayOptions options) =>
        new[] { options.Qrs?.Certificate, options.Qrs?.Key, options.Qrs?.Pfx, options.Qrs?.Ca }
            .Concat(options.Commands.Deliver.Values.SelectMany(destination => new[]
            {
                destination.Ca, destination.Smtp?.Ca, destination.Mqtt?.Tls.CaFile, destination.Mqtt?.Tls.CertificateFile,
                destination.Mqtt?.Tls.KeyFile,
            }))
            .OfType<string>().Select(file => new ServiceRight(file, ServiceAccess.Read, RightScope.File));

    private static IEnumerable<ServiceRight> Folders(RelayOptions options)
    {
        var rules = options.Commands.Files;
        var written = rules.Copy.Select(pair => pair.To)
            .Concat(rules.Move.SelectMany(pair => new[] { pair.From, pair.To }))
            .Concat(rules.Delete)
            .Concat(rules.CreateDir)
            .Append(rules.QvdPath)
            .Concat(options.Commands.Deliver.Values.Select(destination => destination.File))
            .OfType<string>();
        return rules.Copy.Select(pair => new ServiceRight(pair.From, ServiceAccess.Read, RightScope.Tree))
            .Concat(written.Select(folder => new ServiceRight(folder, ServiceAccess.Modify, RightScope.Tree)));
    }

    /// <summary>Merges the rights: each path once, with the highest needed access.</summary>
    private static ServiceRight[] Merged(IEnumerable<ServiceRight> rights) =>
        [.. rights.GroupBy(right => right.Path, StringComparer.OrdinalIgnoreCase).Select(same => same.MaxBy(right => right.Access)!)];
}
