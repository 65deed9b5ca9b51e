using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A part of a network: parameters, buffers and further modules under names. A derived class calls
        /// <see cref="RegisterComponents"/> at the end of its constructor.
        /// </summary>
        public partial class Module : IDisposable
        {
            private protected readonly OrderedDictionary<string, Module> _submodules = [];
            private readonly OrderedDictionary<string, Parameter> _parametersByName = [];
            private readonly OrderedDictionary<string, (Tensor Tensor, bool Persistent)> _buffers = [];
            private bool _training = true;

            protected Module(string name) => this.name = name;

            /// <summary>Whether the module behaves as in training (dropout drops, batch norm learns) or as in evaluation.</summary>
            public virtual bool training => _training;

            protected string name { get; }

            public virtual string GetName() => name;

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var (_, module) in _submodules)
                    module.train(train);
            }

            public virtual void eval() => train(false);

            /// <summary>Calls the function with every module below this one, innermost first, and with this one last.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, module) in _submodules)
                    module.apply(fn);
                fn(this);
                return this;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var grad = parameter.grad;
                    if (set_to_none)
                        parameter.grad = null;
                    else
                        grad?.zero_();
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach (var (buffer, _) in _buffers.Values)
                    buffer.Dispose();
                foreach (var parameter in _parametersByName.Values)
                    parameter.Dispose();
                foreach (var module in _submodules.Values)
                    module.Dispose();
            }
        }
    }
}
