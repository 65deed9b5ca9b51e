using Detector.Models.Settings;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Families.Recurrent;

/// <summary>
/// From codes [N, C], which every step is given, to sequences [N, T * F],
/// step by step: from the last to the first where that is asked for.
/// </summary>
internal sealed class SequenceDecoder : nn.Module<Tensor, Tensor>
{
    private readonly int _steps;
    private readonly bool _reversed;
    private readonly bool _bounded;
    private readonly Func<Tensor, Tensor> _run;

    private readonly nn.Module rnn;
    private readonly Linear linear;

    public SequenceDecoder(ModelSettings settings, int code, int hidden, int steps, int features)
        : base(nameof(SequenceDecoder))
    {
        (_steps, _reversed, _bounded) = (steps, settings.Recurrent.Reversed, settings.Loss == LossKind.Bce);
        (rnn, _run) = Recurrence.Create(settings, code, hidden);
        linear = nn.Linear(hidden, features);
        RegisterComponents();
    }

    public override Tensor forward(Tensor code)
    {
        Tensor made = linear.forward(_run(code.unsqueeze(1).expand(-1, _steps, -1)));
        made = (_reversed ? made.flip(1) : made).flatten(1);
        return _bounded ? made.sigmoid() : made;
    }
}
