using System.Text;
using Detector.Core.Formats;

namespace Detector.Core.Tests.Formats;

public class CsvCellsTests
{
    [Theory]
    [InlineData("a,b", "a|b")]
    [InlineData("", "")]
    [InlineData(",", "|")]
    [InlineData("\"a,b\",c", "a,b|c")]
    [InlineData("\"say \"\"hi\"\"\",\"\"", "say \"hi\"|")]
    [InlineData("5\" x,y", "5\" x|y")]
    public void Values_lose_their_quotes(string record, string cells) =>
        Assert.Equal(cells.Split('|'), CsvCells.Texts(Encoding.UTF8.GetBytes(record), (byte)','));
}
