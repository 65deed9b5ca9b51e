using System.Text.Json;
using Detector.Core.Alerts;
using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Demo;

/// <summary>Reads alerts back from their topic on a thread of its own, as any consumer of the product would.</summary>
internal sealed class AlertReader : IAssignmentHandler, IDisposable
{
    private const int MostAtOnce = 100;

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly IEventSource _source;
    private readonly Action<Alert> _onAlert;
    private readonly Thread _thread;
    private volatile bool _stopping;

    public AlertReader(IEventSource source, Action<Alert> onAlert)
    {
        _source = source;
        _onAlert = onAlert;
        _thread = new Thread(Read) { Name = "demo alerts", IsBackground = true };
        _thread.Start();
    }

    public void Assigned(IReadOnlyList<TopicPartition> partitions)
    {
    }

    public void Revoking(IReadOnlyList<TopicPartition> partitions)
    {
    }

    public void Lost(IReadOnlyList<TopicPartition> partitions)
    {
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _source.Dispose();
    }

    private void Read()
    {
        _source.Open(this);
        while (!_stopping)
        {
            int count = _source.Read(Wait, MostAtOnce);
            for (int i = 0; i < count; i++)
            {
                _onAlert(JsonSerializer.Deserialize(_source[i].Payload, AlertJson.Default.Alert)!);
            }
        }

        _source.Close();
    }
}
