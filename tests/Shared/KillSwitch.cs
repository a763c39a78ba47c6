namespace Butler.Tests;

/// <summary>
/// Stands for a process that is killed: the nth effect on the outside world still happens (or no longer does), and from then on
/// nothing that the process does reaches anything.
/// </summary>
internal sealed class KillSwitch
{
    private int left = int.MaxValue;
    private bool after;

    /// <summary>How many effects there have been since the process started.</summary>
    public int Effects { get; private set; }

    public bool IsDead { get; private set; }

    /// <summary>Whether the death that was last set has happened, also once another process runs.</summary>
    public bool HasKilled { get; private set; }

    /// <summary>A new process that dies at its nth effect, from 1: just after it, or just before.</summary>
    public void Start(int dieAt = int.MaxValue, bool afterTheEffect = true)
    {
        (left, after, Effects, IsDead) = (dieAt, afterTheEffect, 0, false);
        HasKilled &= dieAt == int.MaxValue;
    }

    /// <summary>The next effect is not the process's own: it does not count.</summary>
    public void Skip() => left += left == int.MaxValue ? 0 : 1;

    /// <summary>Runs an effect, unless the process is dead or dies before it.</summary>
    public T Effect<T>(Func<T> effect)
    {
        if (IsDead)
        {
            throw new ProcessKilledException();
        }

        Effects++;
        left--;
        if (left > 0)
        {
            return effect();
        }

        (IsDead, HasKilled) = (true, true);
        if (after)
        {
            effect();
        }

        throw new ProcessKilledException();
    }
}

internal sealed class ProcessKilledException : Exception;
