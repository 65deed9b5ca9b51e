using Detector.Models.Settings;
using static TorchSharp.torch;

namespace Detector.Models.Families.Recurrent;

/// <summary>Recurrent layers from [N, T, inputs] to the last one's outputs [N, T, hidden].</summary>
internal static class Recurrence
{
    /// <param name="settings">Cell, number of layers, and dropout between them.</param>
    /// <param name="inputs">Numbers a step.</param>
    /// <param name="hidden">Numbers of a layer's state.</param>
    /// <returns>The layers as PyTorch has them, and what runs them.</returns>
    public static (nn.Module Layers, Func<Tensor, Tensor> Run) Create(ModelSettings settings, long inputs, long hidden)
    {
        int layers = settings.Recurrent.Layers;
        double dropout = layers > 1 ? settings.Dropout : 0;
        if (settings.Recurrent.Cell == CellKind.Gru)
        {
            TorchSharp.Modules.GRU gru = nn.GRU(inputs, hidden, layers, batchFirst: true, dropout: dropout);
            return (gru, steps => gru.call(steps).Item1);
        }

        TorchSharp.Modules.LSTM lstm = nn.LSTM(inputs, hidden, layers, batchFirst: true, dropout: dropout);
        return (lstm, steps => lstm.call(steps).Item1);
    }
}
