namespace Detector.Data.Simulation;

/// <summary>What is written of a transaction besides its raw columns.</summary>
[Flags]
public enum TransactionColumns
{
    /// <summary>Nothing.</summary>
    Raw = 0,

    /// <summary>What its card did lately: amount_ratio, seconds_since_last and count_1h.</summary>
    Aggregates = 1,

    /// <summary>The truth: is_fraud and fraud_kind.</summary>
    Label = 2,
}
