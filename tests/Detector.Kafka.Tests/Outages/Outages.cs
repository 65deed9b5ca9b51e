namespace Detector.Kafka.Tests.Outages;

/// <summary>Tests that start brokers of their own: one after the other, to be kind to small machines.</summary>
[CollectionDefinition(nameof(Outages))]
public sealed class Outages;
