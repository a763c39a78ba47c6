using System.Net.Sockets;

namespace Butler.Core.Destinations.Smtp;

/// <summary>An open connection to a server, greeted and logged in.</summary>
internal sealed class SmtpSession(Socket socket, SmtpConnection connection, SmtpProgress progress) : IDisposable
{
    public SmtpConnection Connection => connection;

    public SmtpProgress Progress => progress;

    /// <summary>How many mails it has carried.</summary>
    public int Mails { get; set; }

    /// <summary>Ends the connection in order, with QUIT.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await connection.DisconnectAsync(quit: true, cancellationToken);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        connection.Dispose();
        socket.Dispose();
    }
}
