using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Learned vectors, drawn from the standard normal distribution; that of <paramref name="padding_idx"/> is zero and stays so.</summary>
        public static Embedding Embedding(
            long num_embeddings, long embedding_dims, long? padding_idx = null, bool scale_grad_by_freq = false,
            Device? device = null, ScalarType? dtype = null)
        {
            var weight = randn(num_embeddings, embedding_dims, dtype, device);
            if (padding_idx is { } row)
                weight[row].zero_();
            return new Embedding(weight.AsParameter(), padding_idx, scale_grad_by_freq);
        }

        /// <summary>Vectors that exist already, which go on learning only where they are not frozen.</summary>
        public static Embedding Embedding_from_pretrained(
            Tensor embeddings, bool freeze = true, long? padding_idx = null, bool scale_grad_by_freq = false) =>
            new(new Parameter(embeddings.detach().clone(), !freeze), padding_idx, scale_grad_by_freq);
    }
}
