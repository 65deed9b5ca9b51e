using System.Globalization;
using System.IO.Compression;
using Detector.TestKit;
using Detector.Tests.Commands;

namespace Detector.Tests.Releases;

/// <summary>
/// Models of every kind as each release made them, with files and the scores that the release itself gave: 0.1.0 ran on libtorch 1.13.
/// Each archive stays as it is for ever; a later release that changes a bundle's format adds an archive of its own.
/// </summary>
public sealed class ReleasedModelsTests : IDisposable
{
    private static readonly string Releases = Path.Combine(Repository.Root, "tests/Detector.Tests/Releases");
    private readonly string _folder = Directory.CreateTempSubdirectory("detector-releases-").FullName;

    public static TheoryData<string> Archives => [.. Directory.GetFiles(Releases, "*.zip").Select(path => Path.GetFileName(path)!)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Archives))]
    public async Task EveryModelOfAReleaseScoresAsItDidThen(string archive)
    {
        ZipFile.ExtractToDirectory(Path.Combine(Releases, archive), _folder);
        string[] expected = Directory.GetFiles(In("scores"));
        Assert.NotEmpty(expected);
        foreach (string file in expected)
        {
            string[] name = Path.GetFileName(file).Split('.'); // stream, version, csv
            string input = Directory.GetFiles(_folder, $"{name[0]}.test.*").Single();
            (int code, _, string error) = await Cli.RunAsync(
                "score", "-s", name[0], "-i", input, "-c", In("settings.json"),
                "-r", In("models"), "--version", name[1], "-o", In("now.csv"));
            Assert.True(code == 0, error);
            Compare(file, In("now.csv"), Tolerance(name[0], name[1]));
        }
    }

    private static void Compare(string then, string now, double tolerance)
    {
        string[][] before = Rows(then);
        string[][] after = Rows(now);
        Assert.Equal(before.Length, after.Length);
        Assert.Equal(before[0], after[0].Take(before[0].Length)); // later releases add columns at the end only
        for (int row = 1; row < before.Length; row++)
        {
            double score = double.Parse(before[row][1], CultureInfo.InvariantCulture);
            double again = double.Parse(after[row][1], CultureInfo.InvariantCulture);
            Assert.True(Math.Abs(score - again) <= tolerance * Math.Max(1, score),
                $"{Path.GetFileName(then)}, row {row}: {again}, then {score}");
            Assert.Equal(before[row][3], after[row][3]); // threshold
            Assert.Equal(before[row][5], after[row][5]); // the field with the largest share
        }
    }

    // Of this one, hidden units that hardly ever move are part of the score, by how far they move for them: that is a matter of rounding.
    private double Tolerance(string stream, string version) =>
        File.ReadAllText(Path.Combine(In("models"), stream, version, "manifest.json"))
            .Contains("\"dbn\"", StringComparison.Ordinal) ? 1e-3 : 1e-5;

    private static string[][] Rows(string path) => [.. File.ReadAllLines(path).Select(line => line.Split(','))];

    private string In(string name) => Path.Combine(_folder, name);
}
