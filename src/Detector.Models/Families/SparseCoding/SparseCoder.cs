using Detector.Models.Settings;
using Detector.Models.Stages;
using TorchSharp.Modules;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.SparseCoding;

/// <summary>
/// Sparse coding (B. Olshausen, D. Field, 1996): a code is the solution of a lasso problem, and the dictionary is learned.
/// </summary>
internal sealed class SparseCoder : Autoencoder
{
    // While it learns, a dictionary needs only to know about where a code is.
    private const int FewerIterations = 4;

    // Its weight is the dictionary, [D, K]: one atom a column.
    private readonly Linear decoder;

    private readonly SparseCodingSettings _settings;

    /// <param name="settings">Penalty and steps.</param>
    /// <param name="width">Numbers a sample, D.</param>
    /// <param name="atoms">K.</param>
    public SparseCoder(SparseCodingSettings settings, int width, int atoms)
        : base("sparse-coding")
    {
        _settings = settings;
        CodeWidth = atoms;
        decoder = nn.Linear(atoms, width, hasBias: false);
        using IDisposable mode = no_grad();
        decoder.weight.copy_(nn.functional.normalize(randn(width, atoms), dim: 0));
        RegisterComponents();
    }

    public override int CodeWidth { get; }

    /// <summary>What codes and dictionary make small, a number of a sample.</summary>
    public override Tensor Loss(Tensor input, Tensor target, double progress) =>
        Loss(target, Encode(target));

    public override ModelOutput forward(Tensor batch)
    {
        Tensor code = Encode(batch);
        return new ModelOutput(decoder.forward(code), code);
    }

    public override IEnumerable<TrainingStage> Stages(ModelSettings settings, int steps) =>
        [new DictionaryStage(decoder.weight!, Encode, Loss, steps)];

    private Tensor Loss(Tensor samples, Tensor codes) =>
        Lasso.Objective(samples, decoder.weight, codes, _settings.Penalty).mean() / Kept(samples.shape[1]);

    private Tensor Encode(Tensor samples)
    {
        using IDisposable mode = no_grad();
        int iterations = training ? Math.Max(1, _settings.Iterations / FewerIterations) : _settings.Iterations;
        return Lasso.Solve(samples, decoder.weight, _settings.Penalty, iterations);
    }
}
