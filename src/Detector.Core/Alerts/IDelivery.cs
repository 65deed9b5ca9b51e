using Detector.Core.Sources;

namespace Detector.Core.Alerts;

/// <summary>How the delivery of a stream's alerts and dead letters goes. Any thread.</summary>
public interface IDelivery
{
    /// <summary>Why nothing can be delivered; null as soon as it can again.</summary>
    Obstacle? Obstacle { get; }

    /// <summary>Messages that were handed over and that the broker has not acknowledged yet.</summary>
    long Pending { get; }

    /// <summary>Messages that the broker will never take, and that were given up; the log names each.</summary>
    long GivenUp { get; }
}
