namespace Detector.Tests;

/// <summary>An environment variable of this process, gone at the scope's end.</summary>
internal sealed class EnvironmentVariable : IDisposable
{
    private readonly string _name;

    public EnvironmentVariable(string name, string value)
    {
        _name = name;
        Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose() => Environment.SetEnvironmentVariable(_name, null);
}
