namespace TorchSharp.Native;

// Operators for neural networks. A field's name is the schema's, with _ for the dot before the overload.
internal static partial class Aten
{
    public static readonly Operator _upsample_nearest_exact1d_vec = new("_upsample_nearest_exact1d.vec");
    public static readonly Operator _upsample_nearest_exact2d_vec = new("_upsample_nearest_exact2d.vec");
    public static readonly Operator adaptive_avg_pool1d = new("adaptive_avg_pool1d");
    public static readonly Operator adaptive_avg_pool2d = new("adaptive_avg_pool2d");
    public static readonly Operator avg_pool1d = new("avg_pool1d");
    public static readonly Operator avg_pool2d = new("avg_pool2d");
    public static readonly Operator batch_norm = new("batch_norm");
    public static readonly Operator binary_cross_entropy = new("binary_cross_entropy");
    public static readonly Operator binary_cross_entropy_with_logits = new("binary_cross_entropy_with_logits");
    public static readonly Operator conv1d = new("conv1d");
    public static readonly Operator conv2d = new("conv2d");
    public static readonly Operator conv3d = new("conv3d");
    public static readonly Operator conv_transpose1d = new("conv_transpose1d");
    public static readonly Operator conv_transpose2d_input = new("conv_transpose2d.input");
    public static readonly Operator conv_transpose3d_input = new("conv_transpose3d.input");
    public static readonly Operator cosine_similarity = new("cosine_similarity");
    public static readonly Operator cross_entropy_loss = new("cross_entropy_loss");
    public static readonly Operator dropout = new("dropout");
    public static readonly Operator dropout_ = new("dropout_");
    public static readonly Operator embedding = new("embedding");
    public static readonly Operator embedding_renorm_ = new("embedding_renorm_");
    public static readonly Operator feature_dropout = new("feature_dropout");
    public static readonly Operator feature_dropout_ = new("feature_dropout_");
    public static readonly Operator group_norm = new("group_norm");
    public static readonly Operator gru_input = new("gru.input");
    public static readonly Operator huber_loss = new("huber_loss");
    public static readonly Operator kl_div = new("kl_div");
    public static readonly Operator l1_loss = new("l1_loss");
    public static readonly Operator layer_norm = new("layer_norm");
    public static readonly Operator linear = new("linear");
    public static readonly Operator lstm_input = new("lstm.input");
    public static readonly Operator max_pool1d = new("max_pool1d");
    public static readonly Operator max_pool2d = new("max_pool2d");
    public static readonly Operator max_pool3d = new("max_pool3d");
    public static readonly Operator mse_loss = new("mse_loss");
    public static readonly Operator nll_loss_nd = new("nll_loss_nd");
    public static readonly Operator one_hot = new("one_hot");
    public static readonly Operator pad = new("pad");
    public static readonly Operator pairwise_distance = new("pairwise_distance");
    public static readonly Operator smooth_l1_loss = new("smooth_l1_loss");
    public static readonly Operator soft_margin_loss = new("soft_margin_loss");
    public static readonly Operator upsample_bicubic2d_vec = new("upsample_bicubic2d.vec");
    public static readonly Operator upsample_bilinear2d_vec = new("upsample_bilinear2d.vec");
    public static readonly Operator upsample_linear1d_vec = new("upsample_linear1d.vec");
    public static readonly Operator upsample_nearest1d_vec = new("upsample_nearest1d.vec");
    public static readonly Operator upsample_nearest2d_vec = new("upsample_nearest2d.vec");
    public static readonly Operator upsample_nearest3d_vec = new("upsample_nearest3d.vec");
    public static readonly Operator upsample_trilinear3d_vec = new("upsample_trilinear3d.vec");
}
