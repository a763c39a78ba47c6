namespace Butler.Core.Destinations.Smtp;

/// <summary>
/// Limits the connections to each server. A mail that waits takes over the connection that becomes free, with its login; when none waits,
/// the connection ends. So a burst of mails does not log in for each mail, and an idle server has no connection.
/// </summary>
internal sealed class SmtpPlaces
{
    /// <summary>The maximum number of connections to a server.</summary>
    public const int MaxConnections = 4;

    private readonly Dictionary<SmtpServer, Server> servers = [];

    /// <summary>Waits for a place.</summary>
    public async Task<SmtpPlace> EnterAsync(SmtpServer server, CancellationToken cancellationToken)
    {
        TaskCompletionSource<SmtpSession?> turn;
        lock (servers)
        {
            if (!servers.TryGetValue(server, out var known))
            {
                servers[server] = known = new Server();
            }

            if (known.Connections < MaxConnections)
            {
                known.Connections++;
                return new SmtpPlace(this, server, null);
            }

            turn = new TaskCompletionSource<SmtpSession?>(TaskCreationOptions.RunContinuationsAsynchronously);
            known.Waiting.AddLast(turn);
        }

        await using var end = cancellationToken.Register(() => Leave(server, turn, cancellationToken));
        return new SmtpPlace(this, server, await turn.Task);
    }

    /// <summary>Gives a place to the mail that has waited longest.</summary>
    /// <param name="server">The server.</param>
    /// <param name="session">The connection that goes with the place; null when it has ended.</param>
    /// <returns>False when no mail waits.</returns>
    public bool TryPass(SmtpServer server, SmtpSession? session)
    {
        lock (servers)
        {
            var known = servers[server];
            if (known.Waiting.First is { } next)
            {
                known.Waiting.RemoveFirst();
                next.Value.SetResult(session);
                return true;
            }

            if (session is null && --known.Connections == 0)
            {
                servers.Remove(server);
            }

            return false;
        }
    }

    private void Leave(SmtpServer server, TaskCompletionSource<SmtpSession?> turn, CancellationToken cancellationToken)
    {
        lock (servers)
        {
            if (servers.TryGetValue(server, out var known) && known.Waiting.Remove(turn))
            {
                turn.SetCanceled(cancellationToken);
            }
        }
    }

    private sealed class Server
    {
        public int Connections { get; set; }

        public LinkedList<TaskCompletionSource<SmtpSession?>> Waiting { get; } = [];
    }
}

/// <summary>A place at a server, which one mail holds.</summary>
internal sealed class SmtpPlace(SmtpPlaces places, SmtpServer server, SmtpSession? session) : IDisposable
{
    private bool isPassed;

    /// <summary>The connection of the mail before; null: a new one must be opened.</summary>
    public SmtpSession? Session => session;

    /// <summary>Gives place and connection to the next mail; false when none waits.</summary>
    public bool TryPass(SmtpSession open) => isPassed = places.TryPass(server, open);

    public void Dispose()
    {
        if (!isPassed)
        {
            isPassed = true;
            places.TryPass(server, null);
        }
    }
}
