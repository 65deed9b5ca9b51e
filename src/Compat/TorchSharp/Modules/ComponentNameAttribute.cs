namespace TorchSharp.Utils;

/// <summary>The name that a field's module, parameter or buffer is registered by, instead of the field's own.</summary>
[AttributeUsage(AttributeTargets.Field)]
public class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }
}
