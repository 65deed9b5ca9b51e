using System.Runtime.CompilerServices;
using TorchSharp;

namespace Detector.Models.Tests;

// Test classes run side by side: more threads within each operator would only get into one another's way.
internal static class OneThread
{
    [ModuleInitializer]
    internal static void Set() => torch.set_num_threads(1);
}
