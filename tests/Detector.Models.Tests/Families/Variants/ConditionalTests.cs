using System.Text;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Models.Families;
using Detector.Models.Generation;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Models.Tests.Families.Variants;

/// <summary>Rows of three kinds, told apart by a category; the numbers of each kind hang together in a way of its own.</summary>
public class ConditionalTests(ITestOutputHelper output)
{
    private const int Numbers = 5;
    private static readonly string[] Kinds = ["bakery", "fuel", "hotel"];
    private static readonly Schema Schema = new(new()
    {
        Fields = [new() { Name = "kind", Kind = FieldKind.Categorical },
            .. Enumerable.Range(0, Numbers).Select(i => new FieldSettings { Name = $"n{i}" })],
    });

    private static readonly ModelSettings Conditional = Sample.Fast with
    {
        Variant = Variant.Variational, Widths = [24, 3], InputNoise = 0,
        LearningRate = 0.01, MaxSteps = 1000, Trim = 0, EarlyStopping = new() { Patience = 0 },
        Variational = new() { Conditions = ["kind"] },
    };

    private static readonly Lazy<TrainedModel> Trained = new(() => Train(Conditional));

    [Fact]
    public void WhatIsGeneratedIsOfTheKindAskedFor()
    {
        using var generator = new SampleGenerator(Trained.Value.Parts);
        FeatureTransform transform = Trained.Value.Parts.Transform;
        int first = transform.Width - Numbers;
        double[][] centres = [.. Kinds.Select((_, kind) => Centre(Scaled(Rows(300, 1, kind), transform), transform.Width, first))];

        double right = Kinds.Select((_, kind) =>
        {
            float[] made = generator.Generate(200, 3, Rows(200, 2, kind).Rows(0, 200).Numbers);
            return made.Chunk(transform.Width).Average(row => Nearest(row, centres, first) == kind ? 1.0 : 0);
        }).Average();

        output.WriteLine($"{right:P1} are recognised");
        Assert.InRange(right, 0.95, 1);
    }

    [Fact]
    public void WhatIsGeneratedSaysWhatItIs()
    {
        using var generator = new SampleGenerator(Trained.Value.Parts);

        float[] made = generator.Generate(1, 3, Rows(1, 2, 1).Rows(0, 1).Numbers);

        Assert.True(generator.IsConditional);
        Assert.Equal("fuel", Trained.Value.Parts.Transform.FormatExpected(0, made));
    }

    [Fact]
    public void NumbersUsualForOneKindAreStrangeForAnother()
    {
        RowSet right = Rows(200, 9, 0);
        RowSet wrong = As(right, 2);

        Assert.True(Residual(wrong).Average() > 3 * Residual(right).Average());
    }

    [Fact]
    public void WhatItIsToldHasNoError()
    {
        Encoded sample = Trained.Value.Sample;
        int told = sample.Width - Numbers;

        Assert.True(told > 1);
        Assert.All(sample.Differences().Select((difference, i) => (difference, place: i % sample.Width)),
            at => Assert.True(at.place >= told || at.difference == 0));
        Assert.Contains(sample.Differences(), difference => difference != 0);
    }

    [Theory]
    [InlineData("colour", "there is no field colour; there are: kind, n0, n1, n2, n3, n4")]
    [InlineData("kind,n0,n1,n2,n3,n4", "all fields are conditions")]
    public void AConditionThatCannotBeIsNamed(string conditions, string message) =>
        Assert.Contains(message, Assert.Throws<TrainingException>(
        () => Train(Conditional with { Variational = new() { Conditions = conditions.Split(',') } })).Message);

    [Fact]
    public void ConditionsOfAModelThatIsToldNothingAreRefused() => Assert.Contains(
        "a dense model of variant Sparse is told nothing; one of variant Variational is",
        Assert.Throws<TrainingException>(() => Train(Conditional with { Variant = Variant.Sparse })).Message);

    [Fact]
    public void WithoutWhatItMustBeToldNothingIsGenerated()
    {
        using var generator = new SampleGenerator(Trained.Value.Parts);

        Assert.Contains("must be told 12 raw numbers for 2 samples, not 0",
            Assert.Throws<ArgumentException>(() => generator.Generate(2, 1, [])).Message);
    }

    [Fact]
    public void OfASequenceTheStepsOfTheFieldAreTold()
    {
        ModelInput input = ConditionPlaces.Input(Conditional, Schema, Trained.Value.Parts.Transform,
            new SampleLayout(2, Trained.Value.Parts.Transform.Width));

        int kinds = Trained.Value.Parts.Transform.Width - Numbers;
        int[] first = [.. Enumerable.Range(0, kinds)];
        Assert.Equal([.. first, .. first.Select(place => place + Trained.Value.Parts.Transform.Width)], input.Conditions);
    }

    private static TrainedModel Train(ModelSettings settings)
    {
        var rows = new RowSet(Numbers + 1);
        for (int kind = 0; kind < Kinds.Length; kind++)
        {
            RowSet some = Rows(400, 5, kind);
            for (int i = 0; i < some.Count; i++)
            {
                rows.CategoryNames.Learn(some.Row(i)[0], Encoding.UTF8.GetBytes(Kinds[kind]));
                rows.Add(some.Row(i));
            }
        }

        return new Trainer(Schema, settings, new(), TimeProvider.System).Train(SampleSet.Vectors(rows), null, CancellationToken.None);
    }

    // Each kind has a centre of its own, and its numbers move together by signs of its own.
    private static RowSet Rows(int count, int seed, int kind)
    {
        var random = new Random((10 * seed) + kind);
        var rows = new RowSet(Numbers + 1);
        for (int i = 0; i < count; i++)
        {
            double hidden = Normal(random);
            rows.Add([CategoryToken.Of(Encoding.UTF8.GetBytes(Kinds[kind])),
                .. Enumerable.Range(0, Numbers)
                .Select(n => (4 * Math.Cos(2.1 * kind + n)) + (((n + kind) % 3) - 1) * hidden + (0.2 * Normal(random)))]);
        }

        return rows;
    }

    private static RowSet As(RowSet rows, int kind)
    {
        var other = new RowSet(rows.FieldCount);
        for (int i = 0; i < rows.Count; i++)
        {
            other.Add([CategoryToken.Of(Encoding.UTF8.GetBytes(Kinds[kind])), .. rows.Row(i).Numbers[1..]]);
        }

        return other;
    }

    private static float[] Residual(RowSet rows)
    {
        using IScorer scorer = Trained.Value.CreateScorer("v", rows.Count, "cpu");
        var scores = new BatchScores(rows.Count);
        scorer.Score(Sample.Batch(rows, 0, rows.Count), scores);
        return scores.Residual;
    }

    private static float[] Scaled(RowSet rows, FeatureTransform transform)
    {
        float[] features = new float[rows.Count * transform.Width];
        transform.Transform(rows.Rows(0, rows.Count), rows.Count, features);
        return features;
    }

    private static double[] Centre(float[] rows, int width, int first) =>
        [.. Enumerable.Range(first, width - first).Select(i => rows.Where((_, at) => at % width == i).Average(v => (double)v))];

    private static int Nearest(float[] row, double[][] centres, int first) =>
        Enumerable.Range(0, centres.Length).MinBy(kind => centres[kind].Select((c, i) => Math.Pow(row[first + i] - c, 2)).Sum());

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
