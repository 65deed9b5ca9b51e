namespace Detector.Commands.Text;

/// <summary>Colours of a terminal (ECMA-48), for those who want them.</summary>
/// <param name="isOn">Whether texts are coloured at all.</param>
internal sealed class Paint(bool isOn)
{
    /// <summary>Colours where someone watches and has not asked for none (https://no-color.org).</summary>
    public static Paint For(TextWriter output) => new(
        Terminal.IsTerminal(output)
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"));

    public string Alarm(string text) => In("1;31", text);

    public string Warning(string text) => In("33", text);

    public string Good(string text) => In("32", text);

    public string Faint(string text) => In("90", text);

    private string In(string code, string text) => isOn ? $"\e[{code}m{text}\e[0m" : text;
}
