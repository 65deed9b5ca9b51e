using System.CommandLine;
using Detector.Core.Schemas;

namespace Detector.Commands;

/// <summary>Which camera made the frames of files, which have no key to tell it by.</summary>
internal sealed class CameraOption
{
    private readonly Option<string?> _camera = new("--camera")
    {
        Description = "Of frames: the camera that made them, whose masks (Schema:Frame:Masks) they get.", HelpName = "NAME",
    };

    public void AddTo(Command command) => command.Options.Add(_camera);

    /// <summary>Its name; null where none was given.</summary>
    /// <exception cref="UsageException">The stream has no frames.</exception>
    public string? Of(ParseResult arguments, Schema schema) => arguments.GetValue(_camera) is not { } camera ? null
        : schema.Frame is not null ? camera
        : throw new UsageException("--camera is for streams of frames; this one's events are rows of numbers");
}
