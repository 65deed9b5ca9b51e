using Detector.Commands;

namespace Detector.Tests.Commands;

public sealed class OpenSslTests
{
    [Fact]
    public void It_is_there() => OpenSsl.Require();

    [Fact]
    public void Where_it_is_missing_the_user_is_told_what_to_install() =>
        Assert.Contains("libnothing.so.3", Assert.Throws<CommandException>(() => OpenSsl.Require(["libnothing.so.3"])).Message);
}
