using Detector.Commands.Text;

namespace Detector.Tests.Commands.Text;

public class TableTests
{
    [Fact]
    public void Texts_stand_to_the_left_and_numbers_to_the_right()
    {
        var table = new Table("NAME", "ROWS", "SHARE", "NOTE");
        table.Add("a", 1234, "1 %", null);
        table.Add("longer", 5, "12.5 %", "x");
        var output = new StringWriter();

        table.Write(output, "  ");

        Assert.Equal(
            "  NAME     ROWS   SHARE  NOTE\n  a       1,234     1 %\n  longer      5  12.5 %  x\n",
            output.ToString());
    }

    [Fact]
    public void An_empty_table_is_nothing()
    {
        var output = new StringWriter();
        new Table("A").Write(output);
        Assert.Empty(output.ToString());
    }
}
