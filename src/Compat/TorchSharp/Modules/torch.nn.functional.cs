using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The modules' calculations by themselves, with PyTorch's names and meaning.</summary>
        public static partial class functional
        {
            /// <summary>[..., in] times the transposed weights [out, in], plus the bias [out].</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Aten.linear.Call(input, weights, bias);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? Aten.dropout_.On(input, p, training).alias() : Aten.dropout.Call(input, p, training);

            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? Aten.feature_dropout_.On(input, p, training).alias() : Aten.feature_dropout.Call(input, p, training);

            /// <summary>
            /// softmax(query · keyᵀ / √d) · value over the last two dimensions, [..., T, d]. A mask of type bool tells what takes part; any other is
            /// added. The misspelt name of the last argument is the package's.
            /// </summary>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException("a causal attention takes no mask besides");
                using var scope = NewDisposeScope();
                var scores = query.matmul(key.transpose(-2, -1)).div_(Math.Sqrt(query.size(-1)));
                if (is_casual)
                    attn_mask = ones([query.size(-2), key.size(-2)], ScalarType.Bool, query.device).tril();
                if (attn_mask is { dtype: ScalarType.Bool })
                    scores.masked_fill_(~attn_mask, double.NegativeInfinity);
                else if (attn_mask is not null)
                    scores.add_(attn_mask);
                return dropout(scores.softmax(-1), p).matmul(value).MoveToOuterDisposeScope();
            }

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Aten.one_hot.Call(x, num_classes);

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8) =>
                Aten.cosine_similarity.Call(x1, x2, dim, eps);

            public static Tensor pairwise_distance(Tensor input1, Tensor input2, double p = 2.0, double eps = 1e-6, bool keepdim = false) =>
                Aten.pairwise_distance.Call(input1, input2, p, eps, keepdim);
        }
    }
}
