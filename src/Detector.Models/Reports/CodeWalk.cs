using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>A straight way from one sample's code to another's.</summary>
internal static class CodeWalk
{
    /// <summary>
    /// Two usual samples whose codes are far from each other; a conditional model was told the same of them, where there are such.
    /// </summary>
    /// <param name="sample">Samples.</param>
    /// <param name="scores">Their scores.</param>
    /// <param name="told">Places of the numbers that the model is told.</param>
    public static (int First, int Last) Ends(Encoded sample, float[] scores, IReadOnlyList<int> told)
    {
        int[] usual = Ranks.Usual(scores, sample.Rows);
        int first = usual[0];
        float Told(int row, int place) => sample.Features[(row * sample.Width) + place];
        int[] alike = [.. usual.Where(row => row != first && told.All(place => Told(row, place) == Told(first, place)))];
        int last = (alike.Length > 0 ? alike : usual).MaxBy(row => Enumerable.Range(0, sample.CodeWidth).Sum(i =>
            Math.Pow(sample.Codes[(row * sample.CodeWidth) + i] - sample.Codes[(first * sample.CodeWidth) + i], 2)));
        return (first, last);
    }

    /// <summary>[steps * C] codes from one sample's to another's.</summary>
    public static float[] Between(Encoded sample, int first, int last, int steps) =>
        [.. from step in Enumerable.Range(0, steps)
            from i in Enumerable.Range(0, sample.CodeWidth)
            let share = (float)step / (steps - 1)
            select ((1 - share) * sample.Codes[(first * sample.CodeWidth) + i]) + (share * sample.Codes[(last * sample.CodeWidth) + i])];
}
