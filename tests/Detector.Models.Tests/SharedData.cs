namespace Detector.Models.Tests;

/// <summary>Folders of shared/datasets, beside or above the repository.</summary>
internal static class SharedData
{
    /// <summary>The folder; null where it is absent.</summary>
    public static string? Find(string name)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            foreach (string candidate in new[] { "shared", "../shared" })
            {
                string folder = Path.GetFullPath(Path.Combine(at.FullName, candidate, "datasets", name));
                if (Directory.Exists(folder))
                {
                    return folder;
                }
            }
        }

        return null;
    }
}
