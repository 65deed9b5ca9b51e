using System.Runtime.CompilerServices;
using Detector.Models.Torch;

namespace Detector.Models.Tests;

/// <summary>Tests that use Torch before the product does must not settle how it rounds.</summary>
internal static class TorchSetup
{
    [ModuleInitializer]
    public static void Load() => TorchLibrary.Load();
}
