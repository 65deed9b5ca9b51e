using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

/// <summary>The numbers that reference/make.py wrote with PyTorch itself.</summary>
internal static class Reference
{
    /// <summary>The names of a file's cases, for a theory.</summary>
    public static IEnumerable<string> Names(string file) => Cases(file).Select(entry => entry.GetProperty("name").GetString()!).Distinct();

    public static JsonElement Case(string file, string name) => Cases(file).First(entry => entry.GetProperty("name").GetString() == name);

    public static IEnumerable<JsonElement> Cases(string file, string name) =>
        Cases(file).Where(entry => entry.GetProperty("name").GetString() == name);

    public static Tensor Tensor(this JsonElement entry, string name) => entry.GetProperty(name).Tensor();

    /// <summary>A tensor of float32, or of int64 where the numbers are whole.</summary>
    public static Tensor Tensor(this JsonElement entry)
    {
        var shape = entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var data = entry.GetProperty("data").EnumerateArray().ToArray();
        return data.All(number => !number.GetRawText().Contains('.') && !number.GetRawText().Contains('e'))
            ? tensor(data.Select(number => number.GetInt64()).ToArray(), shape)
            : tensor(data.Select(number => number.GetSingle()).ToArray(), shape);
    }

    public static double[] Numbers(this JsonElement entry, string name) =>
        entry.GetProperty(name).EnumerateArray().Select(number => number.GetDouble()).ToArray();

    public static void Equal(JsonElement expected, Tensor? actual, string what, double tolerance = 2e-5)
    {
        Assert.True(actual is not null, $"{what} is missing");
        using var numbers = expected.Tensor();
        Assert.True(numbers.shape.SequenceEqual(actual.shape), $"{what} is [{string.Join(", ", actual.shape)}] instead of [{string.Join(", ", numbers.shape)}]");
        Assert.True(actual.allclose(numbers.to_type(actual.dtype), tolerance, tolerance / 10), $"{what} differs");
    }

    private static IEnumerable<JsonElement> Cases(string file)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "TorchSharp", "reference", file + ".json"));
        return JsonSerializer.Deserialize<JsonElement[]>(stream)!;
    }
}
