using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static Conv1d Conv1d(
            long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(ConvolutionShape.Of(in_channels, out_channels, [kernel_size], [stride], [padding], [dilation], groups, padding_mode),
                bias, device, dtype);

        public static Conv1d Conv1d(
            long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(ConvolutionShape.Of(in_channels, out_channels, [kernel_size], [stride], padding, [dilation], groups, padding_mode),
                bias, device, dtype);

        public static Conv2d Conv2d(
            long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(ConvolutionShape.Of(
                in_channels, out_channels, Square(kernel_size), Square(stride), Square(padding), Square(dilation), groups, padding_mode),
                bias, device, dtype);

        public static Conv2d Conv2d(
            long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
            (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
            Device? device = null, ScalarType? dtype = null) =>
            new(ConvolutionShape.Of(
                in_channels, out_channels, Pair(kernel_size), Pair(stride, 1), Pair(padding, 0), Pair(dilation, 1), groups, padding_mode),
                bias, device, dtype);

        public static Conv2d Conv2d(
            long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(ConvolutionShape.Of(
                in_channels, out_channels, Square(kernel_size), Square(stride), padding, Square(dilation), groups, padding_mode),
                bias, device, dtype);

        public static Conv2d Conv2d(
            long in_channels, long out_channels, (long, long) kernel_size, Padding padding, (long, long)? stride = null,
            (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
            Device? device = null, ScalarType? dtype = null) =>
            new(ConvolutionShape.Of(
                in_channels, out_channels, Pair(kernel_size), Pair(stride, 1), padding, Pair(dilation, 1), groups, padding_mode),
                bias, device, dtype);

        public static Conv3d Conv3d(
            long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(ConvolutionShape.Of(
                in_channels, out_channels, Cube(kernel_size), Cube(stride), Cube(padding), Cube(dilation), groups, padding_mode),
                bias, device, dtype);

        public static ConvTranspose1d ConvTranspose1d(
            long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(ConvolutionShape.Of(
                in_channels, out_channels, [kernel_size], [stride], [padding], [dilation], groups, padding_mode, [output_padding]),
                bias, device, dtype);

        public static ConvTranspose2d ConvTranspose2d(
            long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(ConvolutionShape.Of(
                in_channels, out_channels, Square(kernel_size), Square(stride), Square(padding), Square(dilation), groups, padding_mode,
                Square(output_padding)), bias, device, dtype);

        public static ConvTranspose2d ConvTranspose2d(
            long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
            (long, long)? output_padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
            bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(ConvolutionShape.Of(
                in_channels, out_channels, Pair(kernel_size), Pair(stride, 1), Pair(padding, 0), Pair(dilation, 1), groups, padding_mode,
                Pair(output_padding, 0)), bias, device, dtype);

        public static ConvTranspose3d ConvTranspose3d(
            long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(ConvolutionShape.Of(
                in_channels, out_channels, Cube(kernel_size), Cube(stride), Cube(padding), Cube(dilation), groups, padding_mode,
                Cube(output_padding)), bias, device, dtype);

        private static long[] Square(long size) => [size, size];

        private static long[] Cube(long size) => [size, size, size];

        private static long[] Pair((long, long) sizes) => [sizes.Item1, sizes.Item2];

        private static long[] Pair((long, long)? sizes, long otherwise) => sizes is { } given ? Pair(given) : Square(otherwise);
    }
}
