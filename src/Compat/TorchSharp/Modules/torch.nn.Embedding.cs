using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// Learned vectors, drawn from the standard normal distribution; that of <paramref name="padding_idx"/> is zero and stays so.
        /// </summary>
        public static Embedding Embedding(
            long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0,
            bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
        {
            var weight = randn(num_embeddings, embedding_dims, dtype, device);
            if (padding_idx is { } row)
            {
                using var padding = weight[row];
                padding.zero_();
            }
            return new Embedding(weight.AsParameter(), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
        }

        /// <summary>Vectors that exist already, which go on learning only where they are not frozen.</summary>
        public static Embedding Embedding_from_pretrained(
            Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0,
            bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
        {
            using var source = embeddings.detach();
            var weight = source.to(dtype ?? embeddings.dtype, device ?? embeddings.device, copy: true);
            return new Embedding(new Parameter(weight, !freeze), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
        }
    }
}
