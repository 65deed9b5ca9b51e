using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Detector.Core.Text;
using Detector.Models.Families;

namespace Detector.Models.Settings;

/// <summary>Which model a stream has and how it is trained. F stands for the number of features after encoding.</summary>
public sealed record ModelSettings
{
    [Required(AllowEmptyStrings = false), FamilyName]
    [Description("The model's family: dense, linear, conv (images and sequences), recurrent (sequences), masked, "
        + "or (vectors and images) rbm, dbn, sparse-coding or som; or ensemble.")]
    public string Family { get; init; } = "dense";

    [Description("What happens between encoder and decoder: Plain, Sparse, Contractive, Variational, Memory, Adversarial or Ganomaly.")]
    public Variant Variant { get; init; } = Variant.Plain;

    [EachInRange(1, 65_536)]
    [Description("Widths of the encoder's layers; the last is the code's. The decoder mirrors them. "
        + "Empty: 2F (at most 256), F (at most 128), F/8 (2 to 32); for sparse and contractive models 2F, 2F.")]
    public IReadOnlyList<int> Widths { get; init; } = [];

    [Description("Function between layers: Selu, Relu, LeakyRelu, Elu, Gelu, Silu, Tanh or Sigmoid.")]
    public Activation Activation { get; init; } = Activation.Selu;

    [Range(0.0, 0.9), Description("Share of activations set to zero while training.")]
    public double Dropout { get; init; }

    [Description("Noise on the model's input in training, not on what it must reconstruct: "
        + "Gaussian, Masking (numbers set to 0, the mean) or Swap (numbers taken from another row).")]
    public NoiseKind Noise { get; init; } = NoiseKind.Gaussian;

    [Range(0.0, 10.0)]
    [Description("How much noise: the standard deviation of Gaussian noise, the share of numbers that is masked or swapped; 0 is none.")]
    public double InputNoise { get; init; } = 0.5;

    [Description("What training makes small: Mse, Mae, Huber or Bce. "
        + "Default: Huber for plain dense models of vectors, Mse for all others.")]
    public LossKind? Loss { get; init; }

    [Range(0.0, 0.5)]
    [Description("Share of a batch's rows, those with the largest loss, that a step leaves out: anomalies among the training rows. "
        + "Dense, linear, convolutional and recurrent models other than variational ones. "
        + "Default: 0.05 for plain dense models of vectors, 0 for all others.")]
    public double? BatchTrim { get; init; }

    [Description("AdamW, Adam, Sgd (momentum 0.9) or RmsProp.")]
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.AdamW;

    [Range(1e-7, 10.0), Description("Highest learning rate; it rises over the first 30 % of the steps and falls to nothing (one cycle).")]
    public double LearningRate { get; init; } = 2e-3;

    [Range(0.0, 1.0), Description("Pull of the weights towards zero.")]
    public double WeightDecay { get; init; } = 0.01;

    [Range(1, 1_048_576)]
    [Description("Rows a step. Default: 256; of rows of over 64 numbers as many as make 16,384, but at least 64, which teach as well in "
        + "less time; of other samples fewer where they have over 16,384 numbers, so that a step needs no more memory.")]
    public int? BatchSize { get; init; }

    [Range(1, 10_000_000)]
    [Description("Steps of training, where Epochs is not given. "
        + "Default: 3000 for plain dense models of vectors, 1000 for all others.")]
    public int? MaxSteps { get; init; }

    [Range(1, 100_000), Description("Passes over the training rows. Default: as many as MaxSteps steps make.")]
    public int? Epochs { get; init; }

    [Description("The rows kept from training, and when training stops because of them.")]
    public EarlyStoppingSettings EarlyStopping { get; init; } = new();

    [Range(0.0, 1e6), Description("Gradients longer than this are shortened to it; 0 leaves them.")]
    public double GradientClip { get; init; } = 5;

    [Range(0.0, 0.5)]
    [Description("Share of the training rows, those that lie farthest from the others, that is dropped before the model is fitted: "
        + "training data is never clean. Default: 0.01; 0.03 does better where more than one row in a hundred is no usual one.")]
    public double? Trim { get; init; }

    [Description("Seed of everything random: the same rows and seed give the same weights.")]
    public int Seed { get; init; } = 1;

    [RegularExpression("auto|cpu|cuda(:[0-9]{1,3})?")]
    [Description("Where the model runs: auto (CUDA where there is one), cpu, cuda or cuda:N.")]
    public string Device { get; init; } = "auto";

    [Range(1, 256), Description("Threads within one operator. One is fastest for small models.")]
    public int Threads { get; init; } = 1;

    [Description("Dense and linear models: tied weights, layer-wise pretraining.")]
    public DenseSettings Dense { get; init; } = new();

    [Description("Sparse models: what keeps their codes quiet.")]
    public SparseSettings Sparse { get; init; } = new();

    [Description("Contractive models: how much.")]
    public ContractiveSettings Contractive { get; init; } = new();

    [Description("Variational models: prior and conditions.")]
    public VariationalSettings Variational { get; init; } = new();

    [Description("Memory-augmented models: the memory.")]
    public MemorySettings Memory { get; init; } = new();

    [Description("Adversarial models: the discriminator.")]
    public AdversarialSettings Adversarial { get; init; } = new();

    [Description("Models with a second encoder: the weights of their losses.")]
    public GanomalySettings Ganomaly { get; init; } = new();

    [Description("Convolutional models: how the decoder doubles sizes, the size of a convolution. "
        + "Widths are the channels of each level, then the code's width.")]
    public ConvSettings Conv { get; init; } = new();

    [Description("Recurrent models: cell, layers, order of decoding. Widths are the state's and the code's.")]
    public RecurrentSettings Recurrent { get; init; } = new();

    [Description("Masked models: how much is hidden, and in how many groups a sample is predicted.")]
    public MaskedSettings Masked { get; init; } = new();

    [Description("Restricted Boltzmann machines and deep belief networks: how their gradients are sampled.")]
    public BoltzmannSettings Boltzmann { get; init; } = new();

    [Description("Sparse coding: the penalty on a code and the steps in which it is found.")]
    public SparseCodingSettings SparseCoding { get; init; } = new();

    [Description("Self-organising maps: the grid.")]
    public SomSettings Som { get; init; } = new();

    [Description("The members, where Family is ensemble.")]
    public EnsembleSettings Ensemble { get; init; } = new();

    [Description("How a reconstruction and a code become a score.")]
    public ScoreSettings Score { get; init; } = new();
}
