using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Data.Files;
using Detector.TestKit;

namespace Detector.Data.Tests.Files;

public class TrainingFilesTests
{
    private static readonly Schema Schema = new(
        new SchemaSettings { Fields = [new() { Name = "a" }, new() { Name = "c", Kind = FieldKind.Categorical }] });

    [Fact]
    public void Rows_of_several_files_come_in_order_and_rejected_ones_are_counted()
    {
        using var file = new TemporaryFile("1.csv", "a,c\n1,x\nbad,x\n2,y\n");
        File.WriteAllText(file.Beside("2.jsonl"), "{\"a\":3,\"c\":\"z\"}\n{\"a\":4}\n");
        var rejected = new RejectedRows();

        RowSet rows = new TrainingFiles(Schema, new())
            .Read([file.Path, file.Beside("2.jsonl")], null, rejected, (_, _) => { }, default).Rows;

        Assert.Equal([1, 2, 3], Enumerable.Range(0, rows.Count).Select(i => rows.Row(i)[0]));
        Assert.Equal("z", rows.CategoryNames.Find(CategoryToken.Of("z"u8)));
        Assert.Equal(2, rejected.Count);
        Assert.StartsWith("1.csv, line 3: ", rejected.Reasons[0]);
        Assert.StartsWith("2.jsonl, line 2: ", rejected.Reasons[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Each_row_knows_its_key_its_time_and_which_record_of_which_file_it_was(int steps)
    {
        var keyed = new Schema(Schema.Settings with { Key = "k", Time = "t" });
        using var file = new TemporaryFile("1.csv", "a,c,k,t\n1,x,anna,2026-01-01T00:00:01Z\nbad,x,anna,2026-01-01T00:00:02Z\n"
            + "2,y,ben,2026-01-01T00:00:03Z\n");
        File.WriteAllText(file.Beside("2.jsonl"), "{\"a\":3,\"c\":\"z\",\"k\":\"cem\",\"t\":\"2026-01-01T00:00:04Z\"}\n");
        SampleSet set = new TrainingFiles(keyed, new() { Steps = steps })
            .Read([file.Path, file.Beside("2.jsonl")], null, new RejectedRows(), (_, _) => { }, default);

        RowOrigin[] origins = [.. Enumerable.Range(0, 3).Select(i => set.Origin(i)!)];
        Assert.Equal(["anna", "ben", "cem"], origins.Select(origin => origin.Key));
        Assert.Equal(["row 1 of 1.csv", "row 3 of 1.csv", "row 1 of 2.jsonl"], origins.Select(origin => origin.Place));
        Assert.Equal(["00:00:01", "00:00:03", "00:00:04"],
            origins.Select(origin => $"{DateTimeOffset.FromUnixTimeMilliseconds(origin.TimeMs!.Value):HH:mm:ss}"));
        Assert.Equal("row 1", new TrainingFiles(keyed, new() { Steps = steps })
            .Read([file.Path], null, new RejectedRows(), (_, _) => { }, default).Origin(0)!.Place);
    }

    [Fact]
    public void Files_without_a_readable_record_are_an_error_with_the_first_reason()
    {
        using var file = new TemporaryFile("1.csv", "a,c\nbad,x\n");

        var error = Assert.Throws<DataException>(
            () => new TrainingFiles(Schema, new()).Read([file.Path], null, new RejectedRows(), (_, _) => { }, default));

        Assert.Contains("1.csv, line 2", error.Message);
    }

    [Theory]
    [InlineData(0L, false)]
    [InlineData(1L << 30, true)]
    [InlineData(null, true)]
    public void Rows_stay_in_memory_where_that_is_allowed(long? memory, bool expected)
    {
        using var file = new TemporaryFile("1.csv", "a,c\n1,x\n2,y\n");

        Assert.Equal(expected, new TrainingFiles(Schema, new(), memory)
            .Read([file.Path], null, new RejectedRows(), (_, _) => { }, default).Rows.IsInMemory);
    }
}
