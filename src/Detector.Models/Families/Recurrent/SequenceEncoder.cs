using Detector.Models.Settings;
using static TorchSharp.torch;

namespace Detector.Models.Families.Recurrent;

/// <summary>From sequences [N, T * F] to the state after each one's last step [N, H].</summary>
internal sealed class SequenceEncoder : nn.Module<Tensor, Tensor>
{
    private readonly int _features;
    private readonly Func<Tensor, Tensor> _run;

    private readonly nn.Module rnn;

    public SequenceEncoder(ModelSettings settings, int features, int hidden)
        : base(nameof(SequenceEncoder))
    {
        _features = features;
        (rnn, _run) = Recurrence.Create(settings, features, hidden);
        RegisterComponents();
    }

    public override Tensor forward(Tensor batch)
    {
        var steps = new PresentSteps(batch, _features);
        return steps.Last(_run(steps.Closed()));
    }
}
