using System.Text;
using Butler.Core.Configuration;

namespace Butler;

/// <summary>
/// A file as it is after one slip of the keyboard, for tests that a reader answers with faults and never throws anything else.
/// </summary>
internal static class MutatedText
{
    private static readonly string[] Slips =
    [
        "#", " #x", "\t", "\n", "\r", "*", "&", "!", "{{", "}}", "{", "}", "[", "]", "'", "\"", "\\", ": ", ":", "- ", "-", "${", "${X",
        "$${", "|", ">", "@", "`", "%", "?", ",",
        "---", "...", "\0", "\uFEFF", "\u00A0", "\uD800", "ö", "null", "~", "<<: ", "1e999", "-1", "99999999999999999999", "  ",
    ];

    /// <summary>Reads <paramref name="count"/> variants of a text; returns how many of them had faults.</summary>
    public static int ReadAll(string text, int count, Action<byte[]> read)
    {
        var random = new Random(7);
        var faulty = 0;
        for (var i = 0; i < count; i++)
        {
            var mutated = Encoding.UTF8.GetBytes(Mutate(text, random));
            if (random.Next(10) == 0)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            try
            {
                read(mutated);
            }
            catch (ConfigurationException e)
            {
                e.Faults.ShouldNotBeEmpty();
                faulty++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"variant {i} ended in {e.GetType().Name} instead of faults:\n{Encoding.UTF8.GetString(mutated)}", e);
            }
        }

        return faulty;
    }

    private static string Mutate(string text, Random random)
    {
        var at = random.Next(text.Length);
        var length = Math.Min(random.Next(12), text.Length - at);
        return random.Next(4) switch
        {
            0 => text.Remove(at, length),
            1 => text[..at],
            2 => text.Insert(at, text.Substring(random.Next(text.Length - length), length)),
            _ => text.Insert(at, Slips[random.Next(Slips.Length)]),
        };
    }
}
