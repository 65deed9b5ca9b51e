using Detector.Frames.Video;

namespace Detector.Frames.Tests.Video;

public class JpegStreamTests
{
    [Theory]
    [InlineData("rtsp://user:p%40ss@10.0.0.7/stream1", "rtsp://10.0.0.7/stream1")]
    [InlineData("rtsp://10.0.0.7:8554/a?b=c", "rtsp://10.0.0.7:8554/a?b=c")]
    public void AnAddressIsToldWithoutItsPassword(string address, string told) =>
        Assert.Equal(told, JpegStream.Told(new Uri(address)));
}
