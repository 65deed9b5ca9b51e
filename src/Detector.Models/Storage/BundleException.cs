namespace Detector.Models.Storage;

/// <summary>A bundle or registry that cannot be used; the message names the file and the reason.</summary>
public sealed class BundleException(string message, Exception? inner = null) : Exception(message, inner);
