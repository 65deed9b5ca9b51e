using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static Sequential Sequential() => new(Enumerable.Empty<(string, Module<Tensor, Tensor>)>());

        public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) =>
            new((IEnumerable<(string, Module<Tensor, Tensor>)>)modules);

        /// <summary>The modules under the names "0", "1" and so on.</summary>
        public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(Modules.Sequential.Numbered(modules));

        public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new(modules);

        public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(Modules.Sequential.Numbered(modules));
    }
}
