namespace TorchSharp.Modules;

/// <summary>A convolution's channels, and its sizes in each dimension.</summary>
internal sealed record ConvolutionShape(
    long In, long Out, long[] Kernel, long[] Stride, (long Before, long After)[] Around, long[] Dilation, long[] OutputPadding, long Groups,
    PaddingModes Mode)
{
    public static ConvolutionShape Of(
        long channelsIn, long channelsOut, long[] kernel, long[] stride, long[] padding, long[] dilation, long groups, PaddingModes mode,
        long[]? outputPadding = null) =>
        new(channelsIn, channelsOut, kernel, stride, [.. padding.Select(size => (size, size))], dilation, outputPadding ?? [], groups, mode);

    /// <exception cref="ArgumentException">The output shall be as large as the input, and the stride is not one.</exception>
    public static ConvolutionShape Of(
        long channelsIn, long channelsOut, long[] kernel, long[] stride, Padding padding, long[] dilation, long groups, PaddingModes mode)
    {
        if (padding == Padding.Same && stride.Any(size => size != 1))
            throw new ArgumentException("padding='same' is not supported for strided convolutions", nameof(padding));
        var around = kernel.Select((size, i) =>
        {
            var total = padding == Padding.Same ? dilation[i] * (size - 1) : 0;
            return (total / 2, total - (total / 2));
        });
        return new(channelsIn, channelsOut, kernel, stride, [.. around], dilation, [], groups, mode);
    }
}
