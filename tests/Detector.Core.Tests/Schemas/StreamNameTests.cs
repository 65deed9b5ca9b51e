using Detector.Core.Schemas;

namespace Detector.Core.Tests.Schemas;

public class StreamNameTests
{
    [Theory]
    [InlineData("cards", true)]
    [InlineData("0.Cards_of-today", true)]
    [InlineData("", false)]
    [InlineData(".cards", false)]
    [InlineData("-cards", false)]
    [InlineData("cards\n", false)]
    [InlineData("a/b", false)]
    [InlineData("..", false)]
    [InlineData("kärten", false)]
    public void ANameIsAFoldersATopicsAndALabels(string name, bool isOne) => Assert.Equal(isOne, StreamName.IsValid(name));

    [Fact]
    public void ItHasAtMost128Characters()
    {
        Assert.True(StreamName.IsValid(new string('a', 128)));
        Assert.False(StreamName.IsValid(new string('a', 129)));
    }
}
