using Detector.Models.Settings;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>What cannot be trained on a GPU.</summary>
internal static class DeviceLimits
{
    // The first with bfloat16 in its arithmetic units: Ampere.
    private const int Bfloat16Capability = 8;

    /// <summary>Makes sure that a model can be trained on a device.</summary>
    /// <exception cref="TrainingException">It cannot; the message says what would do.</exception>
    public static void Check(ModelSettings settings, Device device) => Check(settings, device.type, device.index, ComputeCapability.Of);

    /// <inheritdoc cref="Check(ModelSettings, Device)"/>
    /// <param name="settings">The model.</param>
    /// <param name="type">Where.</param>
    /// <param name="number">Which of the devices of that type.</param>
    /// <param name="capability">First number of a GPU's compute capability.</param>
    internal static void Check(ModelSettings settings, DeviceType type, int number, Func<int, int?> capability)
    {
        if (type != DeviceType.CUDA)
        {
            return;
        }

        if (settings is { Variant: Variant.Contractive } && settings.Family.Equals("recurrent", StringComparison.OrdinalIgnoreCase))
        {
            throw new TrainingException("A recurrent model of variant Contractive cannot be trained on a GPU: "
                + "its penalty is a gradient that is differentiated again, which cuDNN does not do for recurrent layers. "
                + "Model.Device cpu, or another variant, would do.");
        }

        if (settings.Conv.Precision == Precision.BFloat16 && capability(number) is < Bfloat16Capability and { } found)
        {
            throw new TrainingException($"Model.Conv.Precision is BFloat16, which this GPU is too old for (compute capability {found}, "
                + $"{Bfloat16Capability} is needed). Float32 would do.");
        }
    }
}
