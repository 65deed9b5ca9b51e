namespace Detector.Core.Schemas;

/// <summary>The fields of a frame: its pixels from 0 to 1, channel after channel and line after line, as [C, H, W].</summary>
internal static class FrameFields
{
    private static readonly string[] Colours = ["red", "green", "blue"];

    public static FieldSettings[] Of(FrameSettings frame) =>
    [
        .. from channel in Enumerable.Range(0, frame.Channels)
           from line in Enumerable.Range(0, frame.Height)
           from column in Enumerable.Range(0, frame.Width)
           select new FieldSettings
           {
               Name = frame.Channels == 1 ? $"pixel {column},{line}" : $"{Colours[channel]} {column},{line}",
               Scaling = Scaling.None,
           },
    ];
}
