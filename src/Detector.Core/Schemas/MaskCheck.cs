using Detector.Core.Formats.Frames;

namespace Detector.Core.Schemas;

/// <summary>Finds what is wrong in the masks of frames.</summary>
internal static class MaskCheck
{
    public static IEnumerable<SchemaProblem> Problems(FrameSettings frame)
    {
        if (frame.Masks.Count == 0 || Math.Min(frame.Width, frame.Height) < 1 || Math.Max(frame.Width, frame.Height) > FrameSettings.Most)
        {
            return [];
        }

        SchemaProblem[] wrong =
        [
            .. frame.Masks.SelectMany((mask, i) => Of(mask, frame).Select(problem => new SchemaProblem(
                $"Frame:Masks:{i}{problem.Path}", problem.Message))),
        ];
        return wrong.Length > 0 ? wrong : NothingLeft(frame);
    }

    private static IEnumerable<SchemaProblem> Of(MaskSettings mask, FrameSettings frame)
    {
        if (mask.Camera is { Length: 0 })
        {
            yield return new(":Camera", "is empty; name a camera, or leave it out for all");
        }

        if ((mask.Only is null) == (mask.Ignore is null))
        {
            yield return new("", "a mask is one polygon, either Only or Ignore");
            yield break;
        }

        string path = mask.Only is null ? ":Ignore" : ":Only";
        if (Polygon.Read(mask.Only ?? mask.Ignore!, out string problem) is not { } polygon)
        {
            yield return new(path, problem);
        }
        else if (!polygon.Mark(frame.Width, new bool[frame.Width * frame.Height]))
        {
            yield return new(path, $"holds no pixel's centre of a frame of {frame.Width} x {frame.Height}, so it does nothing; draw it "
                + "larger, or leave it out");
        }
    }

    private static IEnumerable<SchemaProblem> NothingLeft(FrameSettings frame) =>
        from camera in FrameMasks.Cameras(frame).Prepend(null)
        where FrameMasks.Masked(frame, camera).Length == frame.Width * frame.Height
        select new SchemaProblem("Frame:Masks", $"nothing is left to look at of {(camera is null ? "a camera without masks of its own" :
            $"camera {camera}")}: what Only has, Ignore takes away");
}
