using System.Text;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Models.Bundles;
using Detector.Models.Training;
using Detector.Retraining;
using Detector.TestKit;

namespace Detector.Tests.Retraining;

public class FirstModelTests
{
    [Theory]
    [InlineData(MissingPolicy.Mean)]
    [InlineData(MissingPolicy.Constant)]
    public void AFieldThatNoEventHasAValueOfIsNotTrainedOn(MissingPolicy missing)
    {
        using var registry = new TemporaryFile("models");
        var schema = new Schema(new() { Fields = [new() { Name = "a" }, new() { Name = "b", Missing = missing, Constant = "5" }] });
        var first = new FirstModel("m", schema, new() { MaxSteps = 20 }, new(), new ModelRegistry(registry.Path, TimeProvider.System), TimeProvider.System);

        var error = Assert.Throws<TrainingException>(() => first.Train(new History(), 100, null, null, TestContext.Current.CancellationToken));

        Assert.StartsWith($"field \"b\" has no readable value in any row to train on, only stand-ins (Missing is {missing})", error.Message);
    }

    private sealed class History : IEventHistory
    {
        public long Read(long maxMessages, HistoryPart part, EventVisitor visitor, CancellationToken cancellation)
        {
            for (int i = 0; i < maxMessages; i++)
            {
                visitor(new EventView
                {
                    Partition = new TopicPartition(0, 0),
                    Offset = i,
                    TimestampMs = 0,
                    Key = default,
                    Payload = Encoding.UTF8.GetBytes($$"""{"a":{{i}},"b":"abc"}"""),
                });
            }

            return maxMessages;
        }
    }
}
