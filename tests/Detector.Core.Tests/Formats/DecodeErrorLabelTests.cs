using System.Text.Json;
using Detector.Core.Formats;

namespace Detector.Core.Tests.Formats;

public sealed class DecodeErrorLabelTests
{
    public static TheoryData<DecodeErrorKind> Errors => [.. Enum.GetValues<DecodeErrorKind>().Except([DecodeErrorKind.None])];

    [Theory]
    [MemberData(nameof(Errors))]
    public void AnErrorIsCalledByItsNameInSnakeCase(DecodeErrorKind kind) =>
        Assert.Equal(JsonNamingPolicy.SnakeCaseLower.ConvertName($"{kind}"), kind.Label());
}
