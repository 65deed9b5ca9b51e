namespace Detector.TestKit;

/// <summary>A file in a directory of its own, gone at the test's end.</summary>
public sealed class TemporaryFile : IDisposable
{
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("detector-test-").FullName;

    public TemporaryFile(string name, string? text = null)
    {
        Path = System.IO.Path.Combine(_directory, name);
        if (text is not null)
        {
            File.WriteAllText(Path, text);
        }
    }

    public string Path { get; }

    /// <summary>Another path beside it.</summary>
    public string Beside(string name) => System.IO.Path.Combine(_directory, name);

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
