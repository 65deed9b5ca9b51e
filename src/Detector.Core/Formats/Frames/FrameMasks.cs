using System.Text;
using Detector.Core.Schemas;

namespace Detector.Core.Formats.Frames;

/// <summary>
/// Which pixels of which camera's frames are not looked at. They take the mean of those that are, each frame's own: so they add nothing to
/// its mean and contrast, and nothing that moves there shows. Any thread.
/// </summary>
public sealed class FrameMasks
{
    private readonly int _plane;
    private readonly int[] _all;
    private readonly (byte[] Camera, int[] Masked)[] _own;

    /// <param name="frame">Frames whose masks are sound.</param>
    internal FrameMasks(FrameSettings frame)
    {
        _plane = frame.Width * frame.Height;
        _all = Masked(frame, camera: null);
        _own = [.. Cameras(frame).Select(camera => (Encoding.UTF8.GetBytes(camera), Masked(frame, camera)))];
    }

    /// <summary>The cameras that have masks of their own.</summary>
    internal static IEnumerable<string> Cameras(FrameSettings frame) =>
        frame.Masks.Select(mask => mask.Camera).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>The pixels of a plane that are not looked at.</summary>
    /// <param name="frame">Frames whose masks are sound.</param>
    /// <param name="camera">Which camera's; null: of those that have none of their own.</param>
    internal static int[] Masked(FrameSettings frame, string? camera)
    {
        MaskSettings[] masks = [.. frame.Masks.Where(mask => mask.Camera is null || mask.Camera == camera)];
        bool[] shown = new bool[frame.Width * frame.Height];
        bool[] hidden = new bool[shown.Length];
        bool isShown = true;
        foreach (MaskSettings mask in masks)
        {
            isShown &= mask.Only is null;
            Polygon.Read(mask.Only ?? mask.Ignore!, out _)!.Mark(frame.Width, mask.Only is null ? hidden : shown);
        }

        return [.. Enumerable.Range(0, shown.Length).Where(pixel => hidden[pixel] || !(isShown || shown[pixel]))];
    }

    /// <summary>Masks a frame.</summary>
    /// <param name="camera">The camera's name in UTF-8, which is the message's key.</param>
    /// <param name="pixels">[channels * H * W] the frame, one channel behind another.</param>
    public void Apply(ReadOnlySpan<byte> camera, Span<byte> pixels)
    {
        int[] masked = Of(camera);
        if (masked.Length == 0)
        {
            return;
        }

        for (int start = 0; start < pixels.Length; start += _plane)
        {
            Span<byte> plane = pixels.Slice(start, _plane);
            long sum = 0;
            foreach (byte pixel in plane)
            {
                sum += pixel;
            }

            foreach (int place in masked)
            {
                sum -= plane[place];
            }

            long count = _plane - masked.Length;
            byte mean = (byte)(((2 * sum) + count) / (2 * count));
            foreach (int place in masked)
            {
                plane[place] = mean;
            }
        }
    }

    // Few cameras have masks of their own, and a frame takes longer than a look at each.
    private int[] Of(ReadOnlySpan<byte> camera)
    {
        foreach ((byte[] name, int[] masked) in _own)
        {
            if (camera.SequenceEqual(name))
            {
                return masked;
            }
        }

        return _all;
    }
}
