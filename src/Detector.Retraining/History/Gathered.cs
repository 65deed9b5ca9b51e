using Detector.Core.Samples;
using Detector.Models.Bundles;

namespace Detector.Retraining.History;

/// <summary>What a stream's topics gave.</summary>
/// <param name="Training">Samples to train on.</param>
/// <param name="HeldBack">Later ones, to compare models on.</param>
/// <param name="Lineage">Where the samples to train on came from.</param>
/// <param name="FirstReason">Why the first of those cannot be decoded that cannot; null where all can.</param>
public sealed record Gathered(SampleSet Training, SampleSet HeldBack, Lineage Lineage, string? FirstReason);
