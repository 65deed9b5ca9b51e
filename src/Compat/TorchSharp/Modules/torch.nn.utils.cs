using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>
            /// Scales all gradients down together, so that their norm is at most <paramref name="max_norm"/>; returns the norm they had.
            /// </summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var scope = NewDisposeScope();
                using var quiet = no_grad();
                var grads = tensors.Select(tensor => tensor.grad).OfType<Tensor>().ToArray();
                if (grads.Length == 0)
                    return 0;
                var total = stack(grads.Select(grad => Norm(grad, norm_type))).norm((float)norm_type).ToDouble();
                // The epsilon is PyTorch's; a norm that is no number must not pass for a small one.
                var scale = max_norm / (total + 1e-6);
                if (!(scale >= 1))
                {
                    foreach (var grad in grads)
                        grad.mul_(scale);
                }
                return total;
            }

            /// <summary>Clips every gradient's elements to ± <paramref name="clip_value"/>.</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var scope = NewDisposeScope();
                using var quiet = no_grad();
                foreach (var grad in tensors.Select(tensor => tensor.grad).OfType<Tensor>())
                    grad.clamp_((Scalar)(-clip_value), (Scalar)clip_value);
            }

            /// <summary>All parameters' elements in one vector.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat(tensors.Select(tensor => tensor.reshape(-1)).ToArray()).MoveToOuterDisposeScope();
            }

            private static Tensor Norm(Tensor grad, double type) => grad.norm((float)type);
        }
    }
}
