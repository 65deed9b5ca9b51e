using System.Text;
using Detector.Core.Batches;
using Detector.Core.Scoring;

namespace Detector.Core.Tests.Scoring;

public class RegionMemoryTests
{
    [Fact]
    public void EachCameraHasItsOwnAndWhoScoresAgainGoesByTheNotes()
    {
        var memory = new RegionMemory(isKept: true);
        var batch = new Batch(2, 1);
        var scores = new BatchScores(2);
        for (int minute = 0; minute < 10; minute++)
        {
            batch.Clear();
            foreach (string camera in new[] { "door", "yard" })
            {
                batch.Add(default, minute, 0, 60_000 * minute, Encoding.UTF8.GetBytes(camera));
            }

            memory.Begin(batch, scores);
            for (int i = 0; i < 2; i++)
            {
                memory.Before(i, 1);
                memory.After(i, [i + 1]);
            }
        }

        Assert.Equal([1f], scores.Baselines[0]!);
        Assert.Equal([2f], scores.Baselines[1]!);
        var again = new RegionMemory(isKept: false);
        again.Begin(batch, scores);
        Assert.Same(scores.Baselines[1], again.Before(1, 1));
        again.After(1, [100]);
        Assert.Equal([2f], again.Before(1, 1)!);
        again.Leave();
        Assert.Null(again.Before(1, 1));
    }

    [Fact]
    public void CamerasThatWereSilentForLongestAreForgotten()
    {
        var memory = new RegionMemory(isKept: true);
        var batch = new Batch(1, 1);
        var scores = new BatchScores(1);
        void Frame(int camera, int minute)
        {
            batch.Clear();
            batch.Add(default, 0, 0, 60_000 * minute, BitConverter.GetBytes(camera));
            memory.Begin(batch, scores);
            memory.Before(0, 1);
            memory.After(0, [1]);
        }

        for (int minute = 0; minute < 6; minute++)
        {
            Frame(0, minute);
        }

        for (int camera = 1; camera < 1024; camera++)
        {
            Frame(camera, 6);
        }

        Frame(0, 7);
        Assert.NotNull(scores.Baselines[0]);
        Frame(2000, 8);
        Frame(0, 9);
        Assert.NotNull(scores.Baselines[0]);
        Frame(1, 9);
        Assert.Null(scores.Baselines[0]);
    }
}
