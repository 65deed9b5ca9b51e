namespace Detector.Models.Settings;

/// <summary>How weights follow the gradient.</summary>
public enum OptimizerKind
{
    AdamW,
    Adam,

    /// <summary>Stochastic gradient descent with momentum 0.9.</summary>
    Sgd,

    RmsProp,
}
