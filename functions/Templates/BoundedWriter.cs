using System.Globalization;
using System.Text;

namespace Butler.Functions.Templates;

/// <summary>
/// Collects a template's output with a limit of characters and time, so that no template fills the memory or runs indefinitely.
/// </summary>
internal sealed class BoundedWriter(int most, TimeSpan longest, TimeProvider time) : TextWriter(CultureInfo.InvariantCulture)
{
    private readonly StringBuilder text = new();
    private readonly long began = time.GetTimestamp();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        Check(1);
        text.Append(value);
    }

    public override void Write(string? value)
    {
        Check(value?.Length ?? 0);
        text.Append(value);
    }

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Check(buffer.Length);
        text.Append(buffer);
    }

    public override string ToString() => text.ToString();

    private void Check(int more)
    {
        if (text.Length + more > most)
        {
            throw new TemplateException(string.Create(CultureInfo.InvariantCulture, $"produces more than {most:N0} characters; show less "
                + $"of the long lists and texts, such as with {{{{first list 20}}}}"));
        }

        CheckTime();
    }

    /// <summary>Stops a template that runs too long. Loops without output call this too.</summary>
    /// <exception cref="TemplateException">The time limit is exceeded.</exception>
    public void CheckTime()
    {
        if (time.GetElapsedTime(began) > longest)
        {
            throw new TemplateException(string.Create(CultureInfo.InvariantCulture, $"takes longer than {longest.TotalSeconds:0} s; remove "
                + $"some of the nested {{{{#each}}}}"));
        }
    }
}
