namespace Detector.Commands.Text;

/// <summary>The terminal, where there is one.</summary>
internal static class Terminal
{
    private const int Usual = 80;
    private const int Least = 40;

    /// <summary>Whether someone watches what the writer writes.</summary>
    public static bool IsTerminal(TextWriter writer) =>
        (ReferenceEquals(writer, Console.Error) && !Console.IsErrorRedirected)
        || (ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected);

    /// <summary>Characters in a line that the writer writes; without end where it is no terminal.</summary>
    public static int WidthOf(TextWriter writer) => IsTerminal(writer) ? Width : int.MaxValue;

    /// <summary>Characters in a line.</summary>
    public static int Width
    {
        get
        {
            try
            {
                return Console.WindowWidth is var width and > 0 ? Math.Max(Least, width) : Usual;
            }
            catch (IOException)
            {
                return Usual;
            }
        }
    }
}
