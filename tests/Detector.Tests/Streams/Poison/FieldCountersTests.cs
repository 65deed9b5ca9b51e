using System.Text;
using Detector.Core.Schemas;

namespace Detector.Tests.Streams.Poison;

public class FieldCountersTests
{
    [Fact]
    public async Task StandInsAndUnknownCategoriesAreCountedByField()
    {
        FieldSettings[] fields =
        [
            new() { Name = "amount" },
            new() { Name = "share", Missing = MissingPolicy.Mean },
            new() { Name = "limit", Missing = MissingPolicy.Constant, Constant = "5" },
            new() { Name = "country", Kind = FieldKind.Categorical, Missing = MissingPolicy.Mean },
            new() { Name = "merchant", Kind = FieldKind.Categorical, Encoding = CategoryEncoding.Hashing },
        ];
        var line = new PoisonLine(
            new SchemaSettings { Fields = fields },
            Enumerable.Range(0, 100).Select(i => Encoding.UTF8
                .GetBytes($$"""{"amount":{{i}},"share":{{i % 7}},"limit":{{i % 5}},"country":{{1 + (i % 2)}}.0,"merchant":"m{{i}}"}""")));
        string[] messages =
        [
            """{"amount":1,"share":"abc","limit":1,"country":"1","merchant":"new"}""",
            """{"amount":1,"share":null,"country":2e0,"merchant":"new"}""",
            """{"amount":1,"share":1,"limit":1,"country":"01","merchant":"new"}""",
            """{"amount":1,"share":1,"limit":1,"merchant":"new"}""",
            """{"amount":"x","share":"abc","limit":"abc","country":"DE","merchant":"new"}""",
        ];
        IReadOnlyDictionary<long, string> dead = await line.SendAsync([.. Enumerable.Range(0, 1000).Select(i =>
            new PoisonMessage(Encoding.UTF8.GetBytes(messages[i % 5])))]);

        Assert.Equal(200, dead.Count);
        Assert.Equal(
            [
                "detector_categories_unknown_total{stream=\"cards\",field=\"country\"} 200",
                "detector_categories_unknown_total{stream=\"cards\",field=\"merchant\"} 0",
                "detector_values_missing_total{stream=\"cards\",field=\"country\"} 200",
                "detector_values_missing_total{stream=\"cards\",field=\"limit\"} 200",
                "detector_values_missing_total{stream=\"cards\",field=\"share\"} 400",
            ],
            line.Metrics.Split('\n').Where(l => l.StartsWith("detector_values_",
                StringComparison.Ordinal) || l.StartsWith("detector_categories_", StringComparison.Ordinal)).Order());
    }
}
