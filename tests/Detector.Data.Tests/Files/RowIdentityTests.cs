using Detector.Core.Schemas;
using Detector.Data.Files;
using Detector.TestKit;

namespace Detector.Data.Tests.Files;

public class RowIdentityTests
{
    private static readonly Schema Schema = new(new SchemaSettings { Key = "card", Time = "at", Fields = [new() { Name = "x" }] });

    [Theory]
    [InlineData("a.csv", "id,card,at,x,place.name\n\"7,\"\"a\",c1,2026-01-31T12:00:00+01:00,1,\n8,c2,1767225600,bad,Rome\n9,c3\n",
        "c1|2026-01-31T11:00:00.000Z|7,\"a|", "||8|Rome", "||9|")]
    [InlineData("a.jsonl",
        "{\"id\":\"7,\\\"a\",\"card\":\"c1\",\"at\":\"2026-01-31T11:00:00Z\",\"x\":1,\"place\":{\"name\":null}}\n"
        + "{\"id\":8,\"card\":\"c2\",\"at\":1,\"x\":\"bad\",\"place.name\":\"Rome\"}\n{\"id\":\n",
        "c1|2026-01-31T11:00:00.000Z|7,\"a|", "||8|Rome", "|||")]
    [InlineData("b.csv", "x,id,place.name\n1,7,Oslo\n", "||7|Oslo")]
    public void KeyTimeAndNamedColumnsStandBesideARowAsFarAsItCanBeRead(string name, string text, params string[] expected)
    {
        using var file = new TemporaryFile(name, text);
        var identity = new RowIdentity(Schema, file.Path, ["id", "place.name", "id"]);
        using var reader = new DatasetReader(Schema, file.Path, keep: true);

        Assert.Equal(["key", "time", "id", "place.name"], identity.Names);
        foreach (string row in expected)
        {
            Assert.True(reader.Next());
            Assert.Equal(row, string.Join('|', identity.Of(reader)));
        }

        Assert.False(reader.Next());
        identity.CheckFound(file.Path);
    }

    [Theory]
    [InlineData("a.csv", "x,id\n1,7\n", "--include names 'terminal', but the columns are x, id")]
    [InlineData("a.jsonl", "{\"card\":1,\"at\":1,\"x\":1}\n", "no record in")]
    public void AColumnThatIsNotThereIsAnError(string name, string text, string message)
    {
        using var file = new TemporaryFile(name, text);
        var identity = new RowIdentity(Schema, file.Path, ["terminal"]);
        using var reader = new DatasetReader(Schema, file.Path, keep: true);
        reader.Next();

        Assert.Contains(message, Assert.Throws<DataException>(() =>
        {
            identity.Of(reader);
            identity.CheckFound(file.Path);
        }).Message);
    }

    [Fact]
    public void APictureIsToldByItsFile()
    {
        using var file = new TemporaryFile("a.png");
        File.WriteAllBytes(file.Path, [1, 2]);
        var frames = new Schema(new() { Format = MessageFormat.Raw, Frame = new() { Width = 4, Height = 4 } });
        var identity = new RowIdentity(frames, file.Path, []);
        using var reader = new DatasetReader(frames, file.Path);
        reader.Next();

        Assert.Equal(["file"], identity.Names);
        Assert.Equal([file.Path], identity.Of(reader));
        Assert.Empty(new RowIdentity(frames, "frames.bin", []).Names);
        Assert.Contains("frames have no columns such as "
            + "id", Assert.Throws<DataException>(() => new RowIdentity(frames, file.Path, ["id"])).Message);
    }
}
