namespace Butler.RelayAgent.Configuration;

internal static class OwnPaths
{
    /// <summary>
    /// Paths that no command may touch: a replaced certificate or trusted root would change which servers the relay trusts.
    /// </summary>
    public static IEnumerable<string> Of(RelayOptions options) =>
        new[] { options.File, options.Journal.Directory, options.Log.Directory, AppContext.BaseDirectory, Environment.ProcessPath }
            .Append(options.File is { } file ? EnvironmentFile.Beside(file) : null)
            .Concat([options.Qrs?.Certificate, options.Qrs?.Key, options.Qrs?.Pfx, options.Qrs?.Ca])
            .Concat([options.Api?.Certificate, options.Api?.Key])
            .Concat(options.Commands.Deliver.Values.SelectMany(destination => new[]
            {
                destination.Ca, destination.Smtp?.Ca, destination.Mqtt?.Tls.CaFile, destination.Mqtt?.Tls.CertificateFile,
                destination.Mqtt?.Tls.KeyFile,
            }))
            .OfType<string>();
}
