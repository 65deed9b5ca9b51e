namespace Detector.Commands.Text;

/// <summary>
/// One line that says how far something is: written over itself on a terminal; elsewhere a line of its own now and then, so that a log
/// stays short.
/// </summary>
/// <param name="output">Where to; the standard error as a rule, so that results can be piped.</param>
/// <param name="time">Paces the lines.</param>
internal sealed class StatusLine(TextWriter output, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan TerminalPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LogPause = TimeSpan.FromSeconds(10);

    private readonly bool _isTerminal = Terminal.IsTerminal(output);
    private long _last = time.GetTimestamp(); // what is over in a moment shows nothing
    private int _shown;

    /// <summary>Characters that a line may have.</summary>
    public int Width => _isTerminal ? Terminal.Width - 1 : 120;

    /// <summary>
    /// Shows the text, unless something was shown a moment ago; <paramref name="text"/> is only called where it is needed.
    /// </summary>
    public void Show(Func<string> text)
    {
        if (time.GetElapsedTime(_last) < (_isTerminal ? TerminalPause : LogPause))
        {
            return;
        }

        _last = time.GetTimestamp();
        string line = text();
        if (!_isTerminal)
        {
            output.WriteLine(line);
            return;
        }

        line = line.Length <= Width ? line : line[..Width];
        output.Write('\r' + line.PadRight(_shown));
        output.Flush();
        _shown = line.Length;
    }

    /// <summary>Takes the line off the terminal.</summary>
    public void Dispose()
    {
        if (_shown > 0)
        {
            output.Write('\r' + new string(' ', _shown) + '\r');
            output.Flush();
            _shown = 0;
        }
    }
}
