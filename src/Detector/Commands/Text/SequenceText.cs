namespace Detector.Commands.Text;

/// <summary>What is to be known of models of sequences.</summary>
internal static class SequenceText
{
    /// <summary>Said where such a model is made.</summary>
    public const string NotLive =
        "A model of sequences scores files (detector score and evaluate); detector run refuses it: a live stream takes models of "
            + "single events (without --sequence, Window:Steps 1).";
}
