using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // What is below the module, under names that join the names on the way with dots. What is registered twice comes once.
        public partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children() => _submodules.Select(pair => (pair.Key, pair.Value));

            public virtual IEnumerable<Module> children() => named_children().Select(child => child.module);

            /// <summary>Every module below this one, this one not included.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules() => named_children().Concat(
                named_children().SelectMany(child => child.module.named_modules().Select(below => ($"{child.name}.{below.name}", below.module))));

            public virtual IEnumerable<Module> modules() => named_modules().Select(below => below.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var own = _parametersByName.Select(pair => (pair.Key, pair.Value));
                var below = named_children().SelectMany(child =>
                    child.module.named_parameters().Select(inner => ($"{child.name}.{inner.name}", inner.parameter)));
                return (recurse ? own.Concat(below) : own).DistinctBy(pair => pair.Item2, ReferenceEqualityComparer.Instance);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(pair => pair.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var own = _buffers.Where(pair => include_nonpersistent || pair.Value.Persistent).Select(pair => (pair.Key, pair.Value.Tensor));
                var below = named_children().SelectMany(child =>
                    child.module.named_buffers(true, include_nonpersistent).Select(inner => ($"{child.name}.{inner.name}", inner.buffer)));
                return (recurse ? own.Concat(below) : own).DistinctBy(pair => pair.Item2, ReferenceEqualityComparer.Instance);
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(pair => pair.buffer);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public virtual Parameter? get_parameter(string target) => named_parameters().FirstOrDefault(pair => pair.name == target).parameter;

            public virtual Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(pair => pair.name == target).buffer;
        }
    }
}
