using System.Globalization;

namespace Detector.Core.Drift;

/// <summary>How one field of the events differs from the training rows.</summary>
/// <param name="Name">The field.</param>
/// <param name="Psi">Its population stability index.</param>
/// <param name="Level">What that means.</param>
/// <param name="Missing">The share of events without a value, 0..1.</param>
/// <param name="New">The share of events with a category that the model does not know, 0..1; null of a field that has none.</param>
/// <param name="What">What has changed most, such as "without a value" or "above 310".</param>
/// <param name="Share">The share of events that is so, 0..1.</param>
/// <param name="Usually">The share of training rows, 0..1.</param>
public sealed record FieldShift(
    string Name, double Psi, DriftLevel Level, double Missing, double? New, string What, double Share, double Usually)
{
    /// <summary>Such as "amount: 41 % of events above 310, in training 10 % (PSI 0.45)".</summary>
    public string Words => string.Create(
        CultureInfo.InvariantCulture, $"{Name}: {Percent(Share)} % of events {What}, in training {Percent(Usually)} % (PSI {Psi:0.00})");

    internal static string Percent(double share) => (100 * share).ToString(
        share is 0 or >= 0.1 ? "0" : share >= 0.01 ? "0.#" : "0.0##", CultureInfo.InvariantCulture);
}
