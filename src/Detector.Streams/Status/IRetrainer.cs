namespace Detector.Streams.Status;

/// <summary>Trains the streams' next models while they run. Any thread.</summary>
public interface IRetrainer
{
    /// <summary>How a stream's retraining is; null where there is no such stream.</summary>
    RetrainingStatus? Read(string stream);

    /// <summary>Asks for one, whatever the clock says.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="why">The reason, for the history of models.</param>
    /// <returns>False where one is under way, or there is no such stream.</returns>
    bool Ask(string stream, string why);

    /// <summary>Ends the one that is under way; the model that serves goes on.</summary>
    /// <returns>False where none is.</returns>
    bool Cancel(string stream);
}
