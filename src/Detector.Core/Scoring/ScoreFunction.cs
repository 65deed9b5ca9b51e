using Detector.Core.Samples;
using static Detector.Core.Scoring.ReconstructionError;

namespace Detector.Core.Scoring;

/// <summary>
/// The score of an event: how badly it is reconstructed, how far it is from the training rows, be it from all of them or from the nearest,
/// and how far its code is from theirs, each in units of what a usual row has; of a frame how strange its strangest regions are, where
/// that is more. Absent numbers of a sequence (NaN) do not count; a distance
/// takes them as the mean. One instance serves one thread; nothing is allocated per event.
/// </summary>
public sealed class ScoreFunction
{
    // A distance of regions that most usual frames do not have, and none that alarms.
    private const float Lasting = 1.5f;

    private readonly ScoreCalibration _calibration;
    private readonly WhitenedDistance? _errors;
    private readonly FeatureDistance? _features;
    private readonly WindowErrors? _windows;
    private readonly NeighbourDistance? _neighbours;
    private readonly WhitenedDistance? _codes;
    private readonly RegionDistance? _regions;
    private readonly OneSided? _oneSided;

    // [cells + 1] what a frame's cells and its other parts have, 1 where that is more than most usual frames have.
    private readonly float[] _now;
    private readonly float[] _difference;
    private readonly int _width;
    private readonly int _codeWidth;
    private readonly bool _mayLack;

    /// <param name="calibration">What was learned.</param>
    /// <param name="shape">Shape of a sample of F numbers; a sequence may lack some, and errors count on its sides only.</param>
    /// <param name="codeWidth">Numbers in a code, C.</param>
    public ScoreFunction(ScoreCalibration calibration, SampleLayout shape, int codeWidth)
    {
        _calibration = calibration;
        (_width, _codeWidth) = (shape.Width, codeWidth);
        _mayLack = shape.HasSteps;
        _difference = new float[_width];
        _errors = calibration.Errors is null ? null : new WhitenedDistance(calibration.Errors, _mayLack);
        _features = calibration.DistanceFactor == 0 || calibration.Features is null ? null
            : new FeatureDistance(calibration.Features, _width, _mayLack);
        _windows = calibration.DistanceFactor == 0 || calibration.Windows is null ? null
            : new WindowErrors(calibration.Windows, shape.Steps);
        _neighbours = calibration.NeighbourFactor == 0 || calibration.Neighbours is null ? null
            : new NeighbourDistance(calibration.Neighbours, _mayLack);
        _codes = calibration.CodeFactor == 0 || calibration.Codes is null ? null : new WhitenedDistance(calibration.Codes);
        _regions = calibration.RegionFactor == 0 || calibration.Regions is null ? null
            : new RegionDistance(calibration.Regions, new RegionGrid(shape));
        _now = new float[(_regions?.Cells.Length ?? 0) + 1];
        _oneSided = shape.Sides is null ? null : new OneSided(shape.Sides, _width);
    }

    /// <summary>
    /// Scores rows. A part that is not a finite number becomes positive infinity, so that such an event raises an alert.
    /// </summary>
    /// <param name="features">[N * F] scaled features, row-major.</param>
    /// <param name="reconstructions">[N * F] what the model made of them.</param>
    /// <param name="codes">[N * C] their codes.</param>
    /// <param name="own">[N] the model's own measures; empty where it has none.</param>
    /// <param name="count">N.</param>
    /// <param name="scores">Out: the first N entries.</param>
    /// <param name="memory">What the rows' cameras have lately; null where nothing is known of them.</param>
    public void Score(
        ReadOnlySpan<float> features, ReadOnlySpan<float> reconstructions, ReadOnlySpan<float> codes, ReadOnlySpan<float> own,
        int count, BatchScores scores, RegionMemory? memory = null)
    {
        _features?.Of(features, scores.Distance.AsSpan(0, count));
        _neighbours?.Of(features, scores.Neighbours.AsSpan(0, count));
        _codes?.Of(codes, scores.Code.AsSpan(0, count));
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> row = features.Slice(i * _width, _width);
            double relative = _calibration.LeastContrast is { } least ? 1 / Math.Sqrt(Math.Max(Contrast.Of(row), least)) : 1;
            float residualFactor = (float)(_calibration.ResidualFactor * relative);
            float distanceFactor = (float)(_calibration.DistanceFactor * relative);
            float neighbourFactor = (float)(_calibration.NeighbourFactor * relative);
            float codeFactor = (float)(_calibration.CodeFactor * relative);
            ReadOnlySpan<float> reconstruction = Counted(row, reconstructions.Slice(i * _width, _width));
            int present = _width;
            float error = _mayLack ? OfPresent(row, reconstruction, out present) : Of(row, reconstruction);
            float residual = FiniteOrInfinity(residualFactor
                * (_calibration.TakesOwn ? own[i] - (float)_calibration.OwnOffset : Residual(row, reconstruction, error, present)));
            float distance = FiniteOrInfinity(distanceFactor
                * (_windows is not null ? (float)_windows.Of(row) : _features is not null ? scores.Distance[i] : 0));
            float neighbours = _neighbours is null ? 0 : FiniteOrInfinity(scores.Neighbours[i] * neighbourFactor);
            float code = _codes is null ? 0 : FiniteOrInfinity(scores.Code[i] * codeFactor);
            float whole = residual + Math.Max(distance, neighbours) + code;
            (float regions, float lately) = _regions is null ? (0, 1) : RegionsOf(row, i, whole, memory);
            scores.Error[i] = error;
            scores.Residual[i] = residual / lately;
            scores.Distance[i] = distance / lately;
            scores.Neighbours[i] = neighbours / lately;
            scores.Code[i] = code / lately;
            scores.Regions[i] = regions;
            whole /= lately;
            scores.Score[i] = _regions is null ? whole : Math.Max(regions, whole); // without regions it may be less than 0
        }
    }

    /// <summary>
    /// Each feature's share of an event's score, adding up to 1: the residual's part is split by squared error, as the residual weighs it,
    /// the rest by what the larger of the two distances is made of: the squared coordinates of the whitened features, or what the feature
    /// adds to the distance from each neighbour. Where a frame's regions are its score, by what is strange about them.
    /// </summary>
    /// <param name="row">[F] scaled features.</param>
    /// <param name="reconstruction">[F] what the model made of them.</param>
    /// <param name="own">[F] what the residual's part is split by where it is the model's
    /// own measure; null, or zeros throughout: by squared error.</param>
    /// <param name="scores">The event's scores.</param>
    /// <param name="index">Its place among them.</param>
    public double[] Shares(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, double[]? own, BatchScores scores, int index)
    {
        if (_regions is not null && scores.Regions[index] >= scores.Score[index])
        {
            return ScoreShares.Of(_regions.Parts(row, scores.Baselines[index]));
        }

        reconstruction = Counted(row, reconstruction);
        Residual(row, reconstruction, 0, _width);
        ReadOnlySpan<float> weighed = _errors is null ? _difference : _errors.Coordinates;
        double[] errors = new double[_width];
        for (int i = 0; i < _width; i++)
        {
            float difference = _errors is null && _calibration.ErrorScale is null ? row[i] - reconstruction[i] : weighed[i];
            errors[i] = _mayLack && float.IsNaN(row[i]) ? 0 : (double)difference * difference;
        }

        bool isNear = _neighbours is not null && !(scores.Neighbours[index] <= scores.Distance[index]);
        double[]? distance = isNear ? _neighbours!.Parts(row) : _windows?.Parts(row, reconstruction) ?? _features?.Parts(row);
        double[] places = distance ?? [.. errors];
        for (int i = 0; _mayLack && i < _width; i++)
        {
            places[i] = float.IsNaN(row[i]) ? 0 : places[i];
        }

        double position = Math.Max(scores.Distance[index], scores.Neighbours[index]) + scores.Code[index];
        return ScoreShares.Of(own?.Sum() > 0 ? own : errors, places, Math.Max(0, scores.Residual[index]), position);
    }

    /// <inheritdoc cref="FeatureDistance.AddFalls"/>
    /// <remarks>Of the sample that <see cref="Shares"/> was asked for last.</remarks>
    /// <returns>False, and nothing is added, where the score has no distance of features.</returns>
    public bool AddFalls(int first, int count, ReadOnlySpan<int> groups, Span<double> falls)
    {
        _windows?.AddFalls(first, count, groups, falls);
        _features?.AddFalls(first, count, groups, falls);
        return _windows is not null || _features is not null;
    }

    // What a frame's regions make of it, and what its other parts are divided by: like a cell, they are measured beside what the camera
    // has lately, where that is more than is usual.
    private (float Regions, float Lately) RegionsOf(ReadOnlySpan<float> row, int index, float whole, RegionMemory? memory)
    {
        float[]? lately = memory?.Before(index, _now.Length);
        float regions = FiniteOrInfinity(Math.Max(0, Frame(_regions!.Of(row, lately))));
        _regions.Cells.CopyTo(_now, 0);
        _now[^1] = whole / Math.Max(Frame(Lasting), float.Epsilon);
        memory?.After(index, _now);
        return (regions, Math.Max(1, lately?[^1] ?? 1));
    }

    // What a distance of regions is in units of the other parts' sum.
    private float Frame(float distance) => (distance * (float)_calibration.RegionFactor) + (float)_calibration.RegionOffset;

    private ReadOnlySpan<float> Counted(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction) =>
        _oneSided is null ? reconstruction : _oneSided.Bound(row, reconstruction);

    private float Residual(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, float error, int present)
    {
        if ((_errors is null && _calibration.ErrorScale is null) || !float.IsFinite(error))
        {
            return error;
        }

        float sum = 0;
        for (int i = 0; i < _difference.Length; i++)
        {
            _difference[i] = (row[i] - reconstruction[i]) * (_calibration.ErrorScale?[i] ?? 1);
            sum += _mayLack && float.IsNaN(row[i]) ? 0 : _difference[i] * _difference[i];
        }

        return (_errors is null ? MathF.Sqrt(sum) : _errors.Of(_difference)) / MathF.Sqrt(Math.Max(1, present));
    }
}
