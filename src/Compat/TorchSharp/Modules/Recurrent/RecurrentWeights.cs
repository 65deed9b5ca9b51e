using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The parameters of a recurrent module, under PyTorch's names and in the order its operators take them.</summary>
internal sealed class RecurrentWeights
{
    private readonly RecurrentShape _shape;
    private readonly Tensor[] _weights;

    public RecurrentWeights(RecurrentShape shape, Action<string, Parameter> register, Device? device, ScalarType? dtype)
    {
        _shape = shape;
        var weights = new List<Tensor>();
        var rows = shape.Gates * shape.Hidden;
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            for (var direction = 0; direction < shape.Directions; direction++)
            {
                var suffix = $"_l{layer}{(direction == 1 ? "_reverse" : "")}";
                Add("weight_ih" + suffix, rows, layer == 0 ? shape.Input : shape.Hidden * shape.Directions);
                Add("weight_hh" + suffix, rows, shape.Hidden);
                if (!shape.Bias)
                    continue;
                Add("bias_ih" + suffix, rows);
                Add("bias_hh" + suffix, rows);
            }
        }
        _weights = [.. weights];

        void Add(string name, params long[] size)
        {
            var parameter = empty(size, dtype, device).AsParameter();
            var bound = 1 / Math.Sqrt(shape.Hidden);
            nn.init.uniform_(parameter, -bound, bound);
            register(name, parameter);
            weights.Add(parameter);
        }
    }

    /// <summary>A state of zeros for the batch, [layers * directions, N, hidden].</summary>
    public Tensor Zeros(Tensor input) =>
        zeros(_shape.Layers * _shape.Directions, input.shape[_shape.BatchFirst ? 0 : 1], _shape.Hidden, input.dtype, input.device);

    public (Tensor Output, Tensor Hidden, Tensor Cell) Lstm(Tensor input, Tensor h0, Tensor c0, bool training) => Native.Aten.lstm_input.Call3(
        input, new[] { h0, c0 }, _weights, _shape.Bias, _shape.Layers, _shape.Dropout, training, _shape.Directions == 2, _shape.BatchFirst);

    public (Tensor Output, Tensor Hidden) Gru(Tensor input, Tensor h0, bool training) => Native.Aten.gru_input.Call2(
        input, h0, _weights, _shape.Bias, _shape.Layers, _shape.Dropout, training, _shape.Directions == 2, _shape.BatchFirst);
}
