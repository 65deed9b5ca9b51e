using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor relu() => Aten.relu.Call(this);

        public Tensor relu_() => Aten.relu_.On(this);

        public Tensor sigmoid() => Aten.sigmoid.Call(this);

        public Tensor sigmoid_() => Aten.sigmoid_.On(this);

        public Tensor silu() => Aten.silu.Call(this);

        public Tensor silu_() => Aten.silu_.On(this);

        public Tensor selu() => Aten.selu.Call(this);

        public Tensor selu_() => Aten.selu_.On(this);

        public Tensor hardsigmoid() => Aten.hardsigmoid.Call(this);

        public Tensor hardsigmoid_() => Aten.hardsigmoid_.On(this);

        public Tensor hardswish() => Aten.hardswish.Call(this);

        public Tensor hardswish_() => Aten.hardswish_.On(this);

        public Tensor relu6() => Aten.relu6.Call(this);

        public Tensor relu6_() => Aten.relu6_.On(this);

        public Tensor gelu() => Aten.gelu.Call(this);

        public Tensor log_sigmoid() => Aten.log_sigmoid.Call(this);

        public Tensor glu(long dim = -1) => Aten.glu.Call(this, dim);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Aten.softmax_int.Call(this, dim, dtype);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Aten.log_softmax_int.Call(this, dim, dtype);

        public Tensor softplus(double beta = 1, double threshold = 20) => Aten.softplus.Call(this, beta, threshold);

        public Tensor elu(double alpha = 1) => Aten.elu.Call(this, alpha);

        public Tensor elu(Scalar alpha, Scalar scale, Scalar input_scale) => Aten.elu.Call(this, alpha, scale, input_scale);

        public Tensor celu(Scalar alpha) => Aten.celu.Call(this, alpha);

        public Tensor hardtanh(Scalar min, Scalar max) => Aten.hardtanh.Call(this, min, max);

        public Tensor leaky_relu(Scalar negative_slope) => Aten.leaky_relu.Call(this, negative_slope);

        public Tensor threshold(Scalar threshold, Scalar value) => Aten.threshold.Call(this, threshold, value);

        public Tensor elu_(double alpha = 1) => Aten.elu_.On(this, alpha);

        public Tensor elu_(Scalar alpha, Scalar scale, Scalar input_scale) => Aten.elu_.On(this, alpha, scale, input_scale);

        public Tensor celu_(Scalar alpha) => Aten.celu_.On(this, alpha);

        public Tensor hardtanh_(Scalar min, Scalar max) => Aten.hardtanh_.On(this, min, max);

        public Tensor leaky_relu_(Scalar negative_slope) => Aten.leaky_relu_.On(this, negative_slope);

        public Tensor threshold_(Scalar threshold, Scalar value) => Aten.threshold_.On(this, threshold, value);

        public Tensor prelu(Tensor target) => Aten.prelu.Call(this, target);
    }
}
