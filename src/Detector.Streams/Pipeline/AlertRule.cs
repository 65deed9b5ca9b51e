using Detector.Core.Alerts;
using Detector.Core.Thresholds;

namespace Detector.Streams.Pipeline;

/// <summary>What a scored event is decided by.</summary>
/// <param name="Threshold">A score above it raises an alert.</param>
/// <param name="Policy">How the alert is graded and what it tells.</param>
public sealed record AlertRule(Threshold Threshold, AlertPolicySettings Policy);
