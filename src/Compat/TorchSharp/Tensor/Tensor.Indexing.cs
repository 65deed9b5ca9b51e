using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => index_put_(value, Places(i1));
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index(Places(i1, i2));
            set => index_put_(value, Places(i1, i2));
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => index(Places(i1, i2, i3));
            set => index_put_(value, Places(i1, i2, i3));
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => index(Places(indices));
            set => index_put_(value, Places(indices));
        }

        /// <summary>The part that the indices name: a view of this tensor, unless a mask or a list of places is among them.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            var (view, lists) = ApplyIndices(indices);
            var result = lists is null ? view : Aten.index_Tensor.Call(view, lists);
            return (ReferenceEquals(result, this) ? alias() : result).MoveToOuterDisposeScope();
        }

        public Tensor index(params Tensor[] indices) => index(Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, accumulate: false);

        /// <summary>Overwrites the part that the indices name, or adds to it.</summary>
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            using var scope = NewDisposeScope();
            var (view, lists) = ApplyIndices(indices);
            if (lists is not null)
                Aten.index_put_.On(view, lists, value, accumulate);
            else if (accumulate)
                view.add_(value);
            else
                view.copy_(value);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor), accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var number = torch.full([], value, dtype, device);
            return index_put_(number, indices);
        }

        // Places and ranges become views, one dimension after the other; masks and lists of places are left for the operator
        // that gathers them all at once. Null stands for a dimension that is taken whole.
        private (Tensor View, Tensor?[]? Lists) ApplyIndices(TensorIndex[] indices)
        {
            var view = this;
            var lists = new List<Tensor?>();
            var dimension = 0L;
            foreach (var index in indices)
            {
                switch (index.Kind)
                {
                    case TensorIndex.IndexKind.Single:
                        view = view.select(dimension, index.Start!.Value);
                        break;
                    case TensorIndex.IndexKind.NewAxis:
                        view = view.unsqueeze(dimension++);
                        break;
                    case TensorIndex.IndexKind.Slice:
                        if (index.Start is not null || index.Stop is not null || index.Step is not null)
                            view = Aten.slice_Tensor.Call(view, dimension, index.Start, index.Stop, index.Step ?? 1);
                        dimension++;
                        break;
                    case TensorIndex.IndexKind.Ellipsis:
                        dimension += Dimensions - indices.Sum(DimensionsUsed);
                        break;
                    case TensorIndex.IndexKind.Bool:
                        view = view.unsqueeze(dimension);
                        Append(tensor(index.Start != 0, device: device).unsqueeze(0));
                        break;
                    case TensorIndex.IndexKind.Tensor:
                        Append(index.Indices!);
                        break;
                }
            }
            return (view, lists.Count == 0 ? null : [.. lists]);

            void Append(Tensor list)
            {
                while (lists.Count < dimension)
                    lists.Add(null);
                lists.Add(list);
                dimension += IsMask(list) ? list.Dimensions : 1;
                // A mask stands for as many dimensions as it has, but is one entry of the operator's list.
                if (IsMask(list) && list.Dimensions > 1)
                {
                    var places = Aten.nonzero_numpy.CallList(list);
                    lists.RemoveAt(lists.Count - 1);
                    lists.AddRange(places);
                }
            }
        }

        private static bool IsMask(Tensor list) => list.dtype is ScalarType.Bool or ScalarType.Byte;

        private static long DimensionsUsed(TensorIndex index) => index.Kind switch
        {
            TensorIndex.IndexKind.Single or TensorIndex.IndexKind.Slice => 1,
            TensorIndex.IndexKind.Tensor => IsMask(index.Indices!) ? index.Indices!.Dimensions : 1,
            _ => 0,
        };

        private static TensorIndex[] Places(params long[] places) => Array.ConvertAll(places, place => (TensorIndex)place);
    }
}
