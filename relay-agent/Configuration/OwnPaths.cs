namespace Butler.RelayAgent.Configuration;

internal static class OwnPaths
{
    /// <summary>What no command may touch: whoever replaces a certificate or a trusted root decides whom the relay believes.</summary>
    public static IEnumerable<string> Of(RelayOptions options) =>
        new[] { options.File, options.Journal.Directory, options.Log.Directory, AppContext.BaseDirectory, Environment.ProcessPath }
            .Concat([options.Qrs?.Certificate, options.Qrs?.Key, options.Qrs?.Pfx, options.Qrs?.Ca])
            .Concat(options.Commands.Deliver.Values.SelectMany(destination => new[]
            {
                destination.Ca, destination.Smtp?.Ca, destination.Mqtt?.Tls.CaFile, destination.Mqtt?.Tls.CertificateFile, destination.Mqtt?.Tls.KeyFile,
            }))
            .OfType<string>();
}
