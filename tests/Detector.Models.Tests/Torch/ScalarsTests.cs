using System.Reflection;
using System.Reflection.Emit;
using Detector.Models.Torch;
using TorchSharp;

namespace Detector.Models.Tests.Torch;

/// <summary>Nothing in this room makes a Scalar that lives for a call alone, nor calls what makes one inside.</summary>
public class ScalarsTests
{
    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Assembly Library = typeof(torch).Assembly;

    [Fact]
    public void NoNumberIsLeftToAConversion()
    {
        HashSet<MethodBase> unsafeMethods = UnsafeMethods();
        string[] found =
        [
            .. MethodsOf(typeof(Scalars).Assembly).SelectMany(method => CallsOf(method)
                .Where(called => IsConversion(called) ? method.DeclaringType != typeof(Scalars) : unsafeMethods.Contains(called))
                .Select(called => $"{method.DeclaringType!.Name}.{method.Name} calls {called.DeclaringType!.Name}.{called.Name}"))
                .Distinct(),
        ];

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("op_Addition")]
    [InlineData("square")]
    [InlineData("add_")]
    public void SomeMethodsOfTheLibraryMakeThemInside(string name) =>
        Assert.Contains(UnsafeMethods(), method => method.DeclaringType == typeof(torch.Tensor) && method.Name == name);

    // Methods of TorchSharp that convert a number, or call one that does, or make a module whose forward does.
    private static HashSet<MethodBase> UnsafeMethods()
    {
        Dictionary<MethodBase, MethodBase[]> calls = MethodsOf(Library).Where(method => !IsConversion(method))
            .ToDictionary(method => method, method => CallsOf(method).Where(called => called.Module == Library.ManifestModule).ToArray());
        HashSet<MethodBase> found = [.. calls.Where(entry => entry.Value.Any(IsConversion)).Select(entry => entry.Key)];
        int before;
        do
        {
            before = found.Count;
            HashSet<Type> modules = [.. found.Where(method => method.Name is "forward" or "call").Select(method => method.DeclaringType!)];
            found.UnionWith(calls.Where(entry => entry.Value.Any(called =>
                found.Contains(called) || (called.IsConstructor && modules.Contains(called.DeclaringType!)))).Select(entry => entry.Key));
        }
        while (found.Count > before);
        return found;
    }

    private static bool IsConversion(MethodBase method) =>
        (method.DeclaringType == typeof(Scalar) && method.Name == "op_Implicit") || method.DeclaringType == typeof(ScalarExtensionMethods);

    private static IEnumerable<MethodBase> MethodsOf(Assembly assembly) =>
        assembly.GetTypes().SelectMany(type => type.GetMethods(Own).Cast<MethodBase>().Concat(type.GetConstructors(Own)));

    // Operands are taken for opcodes too, which can only find too much: a token that is none resolves to nothing.
    private static IEnumerable<MethodBase> CallsOf(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (int i = 0; i + 4 < code.Length; i++)
        {
            if ((code[i] == OpCodes.Call.Value || code[i] == OpCodes.Callvirt.Value || code[i] == OpCodes.Newobj.Value)
                && Resolve(method, BitConverter.ToInt32(code, i + 1)) is { } called)
            {
                yield return called is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericMethodDefinition() : called;
            }
        }
    }

    private static MethodBase? Resolve(MethodBase method, int token)
    {
        try
        {
            return method.Module.ResolveMethod(
                token,
                method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null,
                method.IsGenericMethod ? method.GetGenericArguments() : null);
        }
        catch (Exception e) when (e is ArgumentException or BadImageFormatException)
        {
            return null;
        }
    }
}
