namespace Butler.Tests;

/// <summary>
/// One death of the process under test: at its nth effect, just before it or just after it. <see cref="AtEveryEffectAsync"/> runs a
/// scenario once for each death that it can die, and finds their number itself: it ends with the first n that the scenario does not reach.
/// </summary>
/// <param name="Effect">The effect, from 1, counted from <see cref="Arm"/>.</param>
/// <param name="After">Whether the effect still happens.</param>
internal sealed record Death(int Effect, bool After)
{
    /// <summary>A scenario that goes on for longer never ends.</summary>
    private const int MaxEffects = 1000;

    private KillSwitch? armed;

    /// <summary>Whether the process died of it.</summary>
    public bool Happened => armed is { HasKilled: true };

    /// <summary>Runs a scenario with every death that is possible in it, and in the end once without any.</summary>
    /// <param name="scenario">Prepares a system of its own, calls <see cref="Arm"/>, acts, and asserts.</param>
    /// <param name="atLeast">How many effects the scenario has at the least: a scenario that has become empty is noticed.</param>
    public static async Task AtEveryEffectAsync(Func<Death, Task> scenario, int atLeast = 2)
    {
        for (var effect = 1; effect <= MaxEffects; effect++)
        {
            var (before, after) = (new Death(effect, After: false), new Death(effect, After: true));
            await before.RunAsync(scenario);
            await after.RunAsync(scenario);
            before.Happened.ShouldBe(after.Happened, $"the scenario has an effect {effect} in one of two runs only");
            if (!before.Happened)
            {
                effect.ShouldBeGreaterThan(atLeast, "the scenario ended sooner than it should");
                return;
            }
        }

        throw new InvalidOperationException($"The scenario has more than {MaxEffects} effects.");
    }

    /// <summary>Counts the effects from here.</summary>
    public void Arm(KillSwitch kill)
    {
        armed = kill;
        kill.Start(Effect, After);
    }

    public override string ToString() => $"killed {(After ? "after" : "before")} effect {Effect}";

    private async Task RunAsync(Func<Death, Task> scenario)
    {
        try
        {
            await scenario(this);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{this}: {e.Message}", e);
        }

        armed.ShouldNotBeNull("the scenario must arm its death");
    }
}
