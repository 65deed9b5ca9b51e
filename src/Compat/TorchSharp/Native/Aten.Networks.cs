namespace TorchSharp.Native;

// Operators for neural networks. A field's name is the schema's, with _ for the dot before the overload.
internal static partial class Aten
{
    public static readonly Operator binary_cross_entropy = new("binary_cross_entropy");
    public static readonly Operator binary_cross_entropy_with_logits = new("binary_cross_entropy_with_logits");
    public static readonly Operator cosine_similarity = new("cosine_similarity");
    public static readonly Operator cross_entropy_loss = new("cross_entropy_loss");
    public static readonly Operator dropout = new("dropout");
    public static readonly Operator dropout_ = new("dropout_");
    public static readonly Operator huber_loss = new("huber_loss");
    public static readonly Operator kl_div = new("kl_div");
    public static readonly Operator l1_loss = new("l1_loss");
    public static readonly Operator linear = new("linear");
    public static readonly Operator mse_loss = new("mse_loss");
    public static readonly Operator nll_loss_nd = new("nll_loss_nd");
    public static readonly Operator one_hot = new("one_hot");
    public static readonly Operator pairwise_distance = new("pairwise_distance");
    public static readonly Operator smooth_l1_loss = new("smooth_l1_loss");
    public static readonly Operator soft_margin_loss = new("soft_margin_loss");
}
