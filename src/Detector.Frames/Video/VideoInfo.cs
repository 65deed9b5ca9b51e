using System.Globalization;
using System.Text.Json;

namespace Detector.Frames.Video;

/// <summary>What a video file says of itself.</summary>
/// <param name="Width">Pixels a line, as it is shown.</param>
/// <param name="Height">Lines.</param>
/// <param name="Rate">Frames a second on average; null where it does not say.</param>
/// <param name="Frames">How many; null where it does not say.</param>
public sealed record VideoInfo(int Width, int Height, double? Rate, long? Frames)
{
    /// <summary>Asks ffprobe.</summary>
    /// <exception cref="VideoException">The file is no video, is damaged, or ffprobe is missing.</exception>
    public static VideoInfo Read(string path)
    {
        using var probe = new FfmpegProcess(
            "ffprobe", "-v", "error", "-protocol_whitelist", "file", "-select_streams", "v:0", "-show_entries",
            "stream=width,height,avg_frame_rate,nb_frames:stream_tags=rotate:stream_side_data=rotation",
            "-of", "json", "file:" + path);
        JsonElement answer;
        using (var reader = new StreamReader(probe.Output))
        {
            string text = reader.ReadToEnd();
            probe.CheckEnd(path);
            answer = JsonDocument.Parse(text).RootElement;
        }

        if (!answer.TryGetProperty("streams", out JsonElement streams) || streams.GetArrayLength() == 0)
        {
            throw new VideoException($"{path} holds no video");
        }

        JsonElement stream = streams[0];
        double? rate = RateOf(Text(stream, "avg_frame_rate"));
        long? frames = long.TryParse(Text(stream, "nb_frames"), CultureInfo.InvariantCulture, out long count) ? count : null;
        (int width, int height) = (stream.GetProperty("width").GetInt32(), stream.GetProperty("height").GetInt32());
        return IsTurned(stream) ? new(height, width, rate, frames) : new(width, height, rate, frames);
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";

    // Such as 30000/1001; 0/0 where there is none.
    private static double? RateOf(string text)
    {
        double[] parts = [.. text.Split('/').Select(part => double.TryParse(part, CultureInfo.InvariantCulture, out double number)
            ? number : 0)];
        return parts is [> 0, > 0] ? parts[0] / parts[1] : null;
    }

    // Telephones film on their side and note how it is to be shown, which ffmpeg does.
    private static bool IsTurned(JsonElement stream)
    {
        string degrees = stream.TryGetProperty("side_data_list", out JsonElement list)
            ? list.EnumerateArray().Select(data => Text(data, "rotation")).FirstOrDefault(text => text.Length > 0, "")
            : stream.TryGetProperty("tags", out JsonElement tags) ? Text(tags, "rotate") : "";
        return double.TryParse(degrees, CultureInfo.InvariantCulture, out double angle) && Math.Abs(angle) % 180 == 90;
    }
}
