using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Detector.Models.Training;

/// <summary>Whether there is the memory that a model needs while it is trained.</summary>
internal static class TrainingMemory
{
    // The weights, their gradients, an optimiser's two moments, the best weights so far, the next to be, and what loads and saves them.
    private const int Copies = 8;

    private const string Advice = "Narrower Model.Widths, samples of fewer numbers or a smaller Model.BatchSize would do.";

    /// <summary>Makes sure that a model's weights fit.</summary>
    /// <param name="module">The model.</param>
    /// <param name="available">Bytes that there are.</param>
    /// <exception cref="TrainingException">They do not.</exception>
    public static void Check(torch.nn.Module module, long available)
    {
        long weights = module.parameters().Sum(parameter => parameter.numel());
        long needed = weights * sizeof(float) * Copies;
        if (needed > available)
        {
            throw new TrainingException(string.Create(
                CultureInfo.InvariantCulture,
                $"The model has {weights:N0} weights, which take {needed / 1e9:0.0} GB of memory while they are trained; "
                + $"there are {available / 1e9:0.0} GB. {Advice}"));
        }
    }

    /// <summary>What to say where training ended because memory did.</summary>
    public static TrainingException Ended(Exception e) => new($"Training ran out of memory ({e.Message.Split('\n')[0]}). {Advice}", e);

    /// <summary>Whether an exception says that there is no more memory: that of .NET, of libtorch on the CPU or on CUDA.</summary>
    public static bool IsWhy(Exception e) => e is OutOfMemoryException
        || (e is ExternalException
            && (e.Message.Contains("allocate memory", StringComparison.Ordinal)
                || e.Message.Contains("out of memory", StringComparison.Ordinal)));
}
