// The native part of the TorchSharp stand-in. One generic entry point reaches every ATen operator by its schema
// (dt_find, dt_call); the rest is what the dispatcher does not offer: tensor memory and reference counts, autograd,
// thread-local modes, random generators, devices and threads. No exception leaves this library: a function that can
// fail returns false and leaves libtorch's message in dt_error(), one per thread.
// Builds on libtorch 1.13 and newer.

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include <dlfcn.h>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

#define API extern "C" __attribute__((visibility("default")))

namespace {

using TensorHandle = c10::TensorImpl*;
using GeneratorHandle = c10::GeneratorImpl*;

// Mirrored by ValueKind in Native/ValueKind.cs.
enum class Kind : int64_t {
    None, Tensor, Int, Double, Bool, Ints, Doubles, Bools, Tensors, String, Device, Generator, Default
};

// An argument or a result: a scalar's bits or a handle in `data`; for lists and strings a pointer, and `extra` elements.
struct Value {
    Kind kind;
    int64_t data;
    int64_t extra;
};

// What a schema wants where the managed side cannot know: an int may stand for a float, or for a list of one.
enum class Want : uint8_t { Any, Float, Ints, OptionalTensors };

struct Operator {
    c10::OperatorHandle handle;
    std::vector<Want> wants;
};

thread_local std::string last_error;

template <class F> bool guarded(F&& body) {
    try {
        body();
        return true;
    } catch (const c10::Error& error) {
        last_error = error.what_without_backtrace();
    } catch (const std::exception& error) {
        last_error = error.what();
    } catch (...) {
        last_error = "an unknown native exception";
    }
    return false;
}

at::Tensor borrow(TensorHandle handle) {
    if (handle == nullptr) return at::Tensor();
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(handle));
}

TensorHandle release(at::Tensor tensor) {
    return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

at::Generator generator(GeneratorHandle handle) {
    return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(handle));
}

Want wanted(const c10::TypePtr& type) {
    if (auto optional = type->cast<c10::OptionalType>()) return wanted(optional->getElementType());
    if (type->kind() == c10::TypeKind::FloatType) return Want::Float;
    if (auto list = type->cast<c10::ListType>()) {
        auto element = list->getElementType()->kind();
        if (element == c10::TypeKind::IntType) return Want::Ints;
        if (element == c10::TypeKind::OptionalType) return Want::OptionalTensors;
    }
    return Want::Any;
}

double as_double(int64_t bits) {
    double value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

template <class T, class U = T> c10::IValue list(const Value& value) {
    auto items = reinterpret_cast<const U*>(value.data);
    c10::List<T> result;
    result.reserve(value.extra);
    for (int64_t i = 0; i < value.extra; i++) result.push_back(static_cast<T>(items[i]));
    return result;
}

template <class T> c10::IValue tensors(const Value& value) {
    auto handles = reinterpret_cast<const TensorHandle*>(value.data);
    c10::List<T> result;
    result.reserve(value.extra);
    for (int64_t i = 0; i < value.extra; i++) {
        if constexpr (std::is_same_v<T, at::Tensor>) result.push_back(borrow(handles[i]));
        else result.push_back(handles[i] ? T(borrow(handles[i])) : T());
    }
    return result;
}

c10::IValue argument(const Operator& op, size_t index, const Value& value) {
    switch (value.kind) {
    case Kind::None: return c10::IValue();
    case Kind::Tensor: return borrow(reinterpret_cast<TensorHandle>(value.data));
    case Kind::Int:
        if (op.wants[index] == Want::Float) return static_cast<double>(value.data);
        if (op.wants[index] == Want::Ints) return c10::List<int64_t>({value.data});
        return value.data;
    case Kind::Double: return as_double(value.data);
    case Kind::Bool: return value.data != 0;
    case Kind::Ints: return list<int64_t>(value);
    case Kind::Doubles: return list<double>(value);
    case Kind::Bools: return list<bool, uint8_t>(value);
    case Kind::Tensors:
        return op.wants[index] == Want::OptionalTensors ? tensors<c10::optional<at::Tensor>>(value) : tensors<at::Tensor>(value);
    case Kind::String: return std::string(reinterpret_cast<const char*>(value.data), value.extra);
    case Kind::Device: return c10::Device(static_cast<c10::DeviceType>(value.data), static_cast<c10::DeviceIndex>(value.extra));
    case Kind::Generator: return generator(reinterpret_cast<GeneratorHandle>(value.data));
    case Kind::Default: break;
    }
    const auto& schema = op.handle.schema();
    const auto& missing = schema.arguments()[index];
    TORCH_CHECK(missing.default_value().has_value(), schema.operator_name(), " needs its argument '", missing.name(), "'");
    return *missing.default_value();
}

Value result(c10::IValue value) {
    if (value.isTensor()) {
        auto handle = release(std::move(value).toTensor());
        return {handle ? Kind::Tensor : Kind::None, reinterpret_cast<int64_t>(handle), 0};
    }
    if (value.isInt()) return {Kind::Int, value.toInt(), 0};
    if (value.isBool()) return {Kind::Bool, value.toBool(), 0};
    if (value.isDouble()) {
        double number = value.toDouble();
        int64_t bits;
        std::memcpy(&bits, &number, sizeof bits);
        return {Kind::Double, bits, 0};
    }
    if (value.isTensorList()) {
        auto tensors = value.toTensorVector();
        auto handles = new TensorHandle[tensors.size()];
        for (size_t i = 0; i < tensors.size(); i++) handles[i] = release(std::move(tensors[i]));
        return {Kind::Tensors, reinterpret_cast<int64_t>(handles), static_cast<int64_t>(tensors.size())};
    }
    if (value.isNone()) return {Kind::None, 0, 0};
    if (value.isScalar()) return result(value.toScalar().isFloatingPoint() ? c10::IValue(value.toScalar().toDouble()) : c10::IValue(value.toScalar().toLong()));
    TORCH_CHECK(false, "results of type ", value.tagKind(), " are not supported");
}

std::vector<at::Tensor> borrow_all(const TensorHandle* handles, int64_t count) {
    std::vector<at::Tensor> result;
    result.reserve(count);
    for (int64_t i = 0; i < count; i++) result.push_back(borrow(handles[i]));
    return result;
}

} // namespace

API const char* dt_error() { return last_error.c_str(); }

// --- operators ---

API bool dt_find(const char* name, const char* overload, Operator** found) {
    return guarded([&] {
        auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
        auto op = new Operator{handle, {}};
        for (const auto& argument : handle.schema().arguments()) op->wants.push_back(wanted(argument.type()));
        *found = op;
    });
}

// Trailing arguments that are not given take the schema's defaults. At most `capacity` results are handed out, as
// owned handles; the others are dropped (an in-place operator's result is its own argument).
API bool dt_call(const Operator* op, const Value* arguments, int64_t count, Value* results, int64_t capacity, int64_t* returned) {
    return guarded([&] {
        const auto arity = static_cast<int64_t>(op->wants.size());
        TORCH_CHECK(count <= arity, op->handle.schema().operator_name(), " takes ", arity, " arguments, not ", count);
        torch::jit::Stack stack;
        stack.reserve(arity);
        for (int64_t i = 0; i < arity; i++) stack.push_back(argument(*op, i, i < count ? arguments[i] : Value{Kind::Default, 0, 0}));
        op->handle.callBoxed(&stack);
        int64_t given = std::min<int64_t>(capacity, stack.size());
        for (int64_t i = 0; i < given; i++) results[i] = result(std::move(stack[i]));
        *returned = given;
    });
}

API void dt_free_handles(TensorHandle* handles) { delete[] handles; }

// --- tensors ---

API void dt_release(TensorHandle handle) {
    c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(handle);
}

API bool dt_from_memory(void* memory, const int64_t* sizes, int64_t dimensions, int8_t type, void (*deleter)(void*), void* context, TensorHandle* created) {
    return guarded([&] {
        auto options = at::TensorOptions().dtype(static_cast<c10::ScalarType>(type));
        auto drop = [deleter, context](void*) { if (deleter) deleter(context); };
        *created = release(at::from_blob(memory, at::IntArrayRef(sizes, dimensions), drop, options));
    });
}

API int64_t dt_dim(TensorHandle handle) { return handle->dim(); }
API int64_t dt_numel(TensorHandle handle) { return handle->numel(); }
API int64_t dt_dtype(TensorHandle handle) { return static_cast<int64_t>(c10::typeMetaToScalarType(handle->dtype())); }
API int64_t dt_itemsize(TensorHandle handle) { return handle->dtype().itemsize(); }
API int64_t dt_is_contiguous(TensorHandle handle) { return handle->is_contiguous(); }

API void dt_device(TensorHandle handle, int64_t* type, int64_t* index) {
    auto device = handle->device();
    *type = static_cast<int64_t>(device.type());
    *index = device.index();
}

API void dt_sizes(TensorHandle handle, int64_t* sizes) {
    auto source = handle->sizes();
    std::copy(source.begin(), source.end(), sizes);
}

API bool dt_strides(TensorHandle handle, int64_t* strides) {
    return guarded([&] {
        auto source = handle->strides();
        std::copy(source.begin(), source.end(), strides);
    });
}

API bool dt_storage_offset(TensorHandle handle, int64_t* offset) {
    return guarded([&] { *offset = handle->storage_offset(); });
}

API bool dt_data(TensorHandle handle, void** data) {
    return guarded([&] { *data = borrow(handle).data_ptr(); });
}

// --- autograd ---

API int64_t dt_is_leaf(TensorHandle handle) { return borrow(handle).is_leaf(); }
API int64_t dt_requires_grad(TensorHandle handle) { return handle->requires_grad(); }

API bool dt_set_requires_grad(TensorHandle handle, bool requires_grad) {
    return guarded([&] { borrow(handle).requires_grad_(requires_grad); });
}

API bool dt_retain_grad(TensorHandle handle) {
    return guarded([&] { borrow(handle).retain_grad(); });
}

API TensorHandle dt_grad(TensorHandle handle) {
    const auto tensor = borrow(handle);
    const auto& grad = static_cast<const at::Tensor&>(tensor).grad();
    return grad.defined() ? release(grad) : nullptr;
}

API bool dt_set_grad(TensorHandle handle, TensorHandle grad) {
    return guarded([&] { borrow(handle).mutable_grad() = borrow(grad); });
}

API bool dt_backward(const TensorHandle* roots, int64_t root_count, const TensorHandle* grads, int64_t grad_count, bool retain_graph,
                     bool create_graph, const TensorHandle* inputs, int64_t input_count) {
    return guarded([&] {
        torch::autograd::backward(borrow_all(roots, root_count), borrow_all(grads, grad_count), retain_graph, create_graph,
                                  borrow_all(inputs, input_count));
    });
}

API bool dt_gradients(const TensorHandle* outputs, int64_t output_count, const TensorHandle* inputs, int64_t input_count,
                      const TensorHandle* grads, int64_t grad_count, bool retain_graph, bool create_graph, bool allow_unused, TensorHandle* results) {
    return guarded([&] {
        auto gradients = torch::autograd::grad(borrow_all(outputs, output_count), borrow_all(inputs, input_count), borrow_all(grads, grad_count),
                                               retain_graph, create_graph, allow_unused);
        for (size_t i = 0; i < gradients.size(); i++) results[i] = release(std::move(gradients[i]));
    });
}

API int64_t dt_grad_mode() { return c10::GradMode::is_enabled(); }
API void dt_set_grad_mode(bool enabled) { c10::GradMode::set_enabled(enabled); }
API int64_t dt_inference_mode() { return c10::InferenceMode::is_enabled(); }

// The guard restores the calling thread's former mode when it is left, so it is left on the thread that entered it.
API bool dt_enter_inference_mode(bool enabled, c10::InferenceMode** guard) {
    return guarded([&] { *guard = new c10::InferenceMode(enabled); });
}
API void dt_leave_inference_mode(c10::InferenceMode* guard) { delete guard; }

// --- random numbers ---

API bool dt_manual_seed(uint64_t seed) {
    return guarded([&] { at::manual_seed(seed); });
}

API bool dt_default_generator(int64_t device_type, int64_t device_index, GeneratorHandle* found) {
    return guarded([&] {
        auto device = c10::Device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index));
        auto shared = at::globalContext().defaultGenerator(device);
        *found = c10::intrusive_ptr<c10::GeneratorImpl>(shared.getIntrusivePtr()).release();
    });
}

API bool dt_clone_generator(GeneratorHandle handle, GeneratorHandle* cloned) {
    return guarded([&] { *cloned = c10::intrusive_ptr<c10::GeneratorImpl>(generator(handle).clone().getIntrusivePtr()).release(); });
}

API void dt_release_generator(GeneratorHandle handle) { c10::intrusive_ptr<c10::GeneratorImpl>::reclaim(handle); }

API bool dt_generator_seed(GeneratorHandle handle, bool set, bool draw, uint64_t* seed) {
    return guarded([&] {
        auto shared = generator(handle);
        std::lock_guard<std::mutex> lock(shared.mutex());
        if (set) shared.set_current_seed(*seed);
        *seed = draw ? shared.seed() : shared.current_seed();
    });
}

API bool dt_generator_state(GeneratorHandle handle, TensorHandle state, TensorHandle* current) {
    return guarded([&] {
        auto shared = generator(handle);
        std::lock_guard<std::mutex> lock(shared.mutex());
        if (state) shared.set_state(borrow(state));
        else *current = release(shared.get_state());
    });
}

// --- machine ---

API int64_t dt_cuda_device_count() {
    int64_t count = 0;
    guarded([&] { count = at::hasCUDA() ? static_cast<int64_t>(at::getNumGPUs()) : 0; });
    return count;
}
API int64_t dt_cudnn_available() { return at::globalContext().hasCuDNN(); }
API int64_t dt_get_threads() { return at::get_num_threads(); }
API bool dt_set_threads(int64_t count) {
    return guarded([&] {
        TORCH_CHECK(count > 0, "expected a positive number of threads, but got ", count);
        at::set_num_threads(static_cast<int>(count));
        // OpenBLAS keeps a number of its own, and its threads would fight with those of OpenMP.
        using Setter = void (*)(int);
        if (auto set = reinterpret_cast<Setter>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(static_cast<int>(count));
    });
}
API int64_t dt_get_interop_threads() { return at::get_num_interop_threads(); }
API bool dt_set_interop_threads(int64_t count) {
    return guarded([&] {
        TORCH_CHECK(count > 0, "expected a positive number of threads, but got ", count);
        at::set_num_interop_threads(static_cast<int>(count));
    });
}
