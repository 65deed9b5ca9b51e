namespace Detector.TestKit;

/// <summary>Where the tests' own repository lies.</summary>
public static class Repository
{
    /// <summary>The directory of Detector.sln.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? directory)
    {
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Detector.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName
            ?? throw new InvalidOperationException($"Detector.sln is in no directory above {AppContext.BaseDirectory}");
    }
}
