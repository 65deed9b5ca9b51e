using static TorchSharp.torch;

namespace Detector.Models.Torch;

/// <summary>
/// Torch draws its random numbers from one generator of the process. Whoever draws takes turns here and seeds it first, so that what
/// comes out depends on the seed alone, whatever trains or loads at the same time.
/// </summary>
internal static class SeededTorch
{
    private static readonly Lock Turn = new();

    public static T Run<T>(long seed, Func<T> draw)
    {
        TorchLibrary.Load();
        lock (Turn)
        {
            manual_seed(seed);
            return draw();
        }
    }
}
