using System.CommandLine;
using System.Text;
using Detector.Commands.Text;
using Detector.Kafka;
using Detector.Kafka.Settings;

namespace Detector.Commands;

/// <summary>Which topic a camera's frames go to, and under which name.</summary>
internal sealed class CameraTopicOptions
{
    private readonly Option<string> _bootstrap = new("--bootstrap")
    {
        Description = "The Kafka brokers.", HelpName = "HOST:PORT", DefaultValueFactory = _ => "localhost:9092",
    };

    private readonly Option<string> _topic;
    private readonly Option<string> _camera;

    /// <param name="isRequired">Whether there is nowhere else to send frames to.</param>
    public CameraTopicOptions(bool isRequired = true)
    {
        _topic = new("--topic")
        {
            Description = "The topic to write to: each message one picture, with its time.", HelpName = "TOPIC", Required = isRequired,
        };
        _camera = new("--camera")
        {
            Description = "The camera's name, which is the messages' key.", HelpName = "NAME", Required = isRequired,
        };
    }

    /// <summary>What only says more of the topic.</summary>
    public Option[] Details => [_camera, _bootstrap];

    public void AddTo(Command command)
    {
        command.Options.Add(_topic);
        command.Options.Add(_camera);
        command.Options.Add(_bootstrap);
    }

    /// <summary>Whether a topic is named.</summary>
    public bool IsNamed(ParseResult arguments) => arguments.GetValue(_topic) is not null;

    public string Topic(ParseResult arguments) => arguments.GetRequiredValue(_topic);

    public string Camera(ParseResult arguments) => arguments.GetRequiredValue(_camera);

    public byte[] Key(ParseResult arguments) => arguments.GetValue(_camera) is { Length: > 0 } name
        ? Encoding.UTF8.GetBytes(name)
        : throw new UsageException("--camera needs a name: frames of one camera belong together by it");

    public TopicWriter Writer(ParseResult arguments, TextWriter error, Action? reported = null) =>
        new(arguments.GetRequiredValue(_bootstrap), Topic(arguments), new SecuritySettings(), new LineLogger(error), areFrames: true)
        {
            Reported = reported,
        };
}
