using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static LSTM LSTM(
            long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0.0,
            bool bidirectional = false, Device? device = null, ScalarType? dtype = null) =>
            new(new RecurrentShape(4, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional ? 2 : 1), device, dtype);

        public static GRU GRU(
            long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0.0,
            bool bidirectional = false, Device? device = null, ScalarType? dtype = null) =>
            new(new RecurrentShape(3, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional ? 2 : 1), device, dtype);
    }
}
