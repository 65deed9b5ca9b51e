namespace TorchSharp;

public static partial class torch
{
    /// <summary>A device: "cpu", "cuda" or "cuda:1".</summary>
    public class Device
    {
        /// <exception cref="ArgumentException">The text names no device type, or its index is no number.</exception>
        public Device(string description)
        {
            var colon = description.IndexOf(':');
            type = Parse(colon < 0 ? description : description[..colon], description);
            if (colon < 0)
                return;
            if (!int.TryParse(description.AsSpan(colon + 1), out var parsed))
                throw new ArgumentException($"'{description}' is not a device: '{description[(colon + 1)..]}' is no index.", nameof(description));
            index = parsed;
        }

        public Device(string deviceType, int index = -1) : this(Parse(deviceType, deviceType), index)
        {
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public Device(int index) : this(DeviceType.CUDA, index)
        {
        }

        public DeviceType type { get; }

        /// <summary>The device's number among those of its type; -1 is the current one.</summary>
        public int index { get; } = -1;

        public override string ToString()
        {
            var name = type.ToString().ToLowerInvariant();
            return type == DeviceType.CPU || index < 0 ? name : $"{name}:{index}";
        }

        public static implicit operator Device(string description) => new(description);

        private static DeviceType Parse(string text, string description) => Enum.TryParse<DeviceType>(text, ignoreCase: true, out var type)
            ? type
            : throw new ArgumentException($"'{description}' is not a device; 'cpu' and 'cuda:0' are.", nameof(description));
    }
}
