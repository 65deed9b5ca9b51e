using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Moves the floating-point parameters and buffers to another type, and all of them to another device.</summary>
            /// <exception cref="ArgumentException">The type is not a floating-point one.</exception>
            /// <exception cref="InvalidOperationException">There is no such device here.</exception>
            internal Module Move(Device? device, ScalarType? dtype)
            {
                if (dtype is { } type && !torch.is_floating_point(type) && !torch.is_complex(type))
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={type}");
                if (device is not null)
                    InitializeDeviceType(device.type);
                using var scope = NewDisposeScope();
                using var quiet = no_grad();
                foreach (var (_, parameter) in named_parameters())
                {
                    using var grad = parameter.grad;
                    if (grad is not null)
                        parameter.grad = null;
                    Move(parameter, device, dtype);
                    if (grad is not null)
                        parameter.grad = grad.to(parameter.dtype, parameter.device);
                }
                foreach (var (_, buffer) in named_buffers())
                    Move(buffer, device, dtype);
                return this;
            }

            // The object stays, so that whoever holds it (a field, an optimizer) goes on holding the module's own tensor.
            private static void Move(Tensor tensor, Device? device, ScalarType? dtype)
            {
                var type = torch.is_floating_point(tensor.dtype) || torch.is_complex(tensor.dtype) ? dtype ?? tensor.dtype : tensor.dtype;
                var target = device ?? tensor.device;
                if (type != tensor.dtype || target.type != tensor.device_type || (target.index >= 0 && target.index != tensor.device_index))
                    tensor.ReplaceHandle(tensor.to(type, target).requires_grad_(tensor.requires_grad));
            }
        }
    }
}
