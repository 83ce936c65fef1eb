namespace NetInsight.Formats.PyTorch;

/// <summary>
/// A tensor as a pickle describes it: element [i, j, ...] is element offset + i strides[0] + j strides[1] + ... of its storage.
/// </summary>
/// <param name="Storage">The storage that it is a view of.</param>
/// <param name="Offset">Index of its first element in the storage, not negative.</param>
/// <param name="Sizes">The dimensions, not negative.</param>
/// <param name="Strides">One for each dimension, in elements, not negative.</param>
internal sealed record PyTorchTensor(PyTorchStorage Storage, long Offset, long[] Sizes, long[] Strides)
{
    /// <summary>Checks that every element lies in the storage; returns the shape.</summary>
    /// <param name="fault">Makes the exception for a broken rule.</param>
    public Shape Check(Func<string, ModelFormatException> fault)
    {
        Int128 count = 1, last = Offset;
        bool isEmpty = Sizes.AsSpan().Contains(0);
        for (int axis = 0; axis < Sizes.Length; axis++)
        {
            if (Sizes[axis] > int.MaxValue)
                throw fault($"has a dimension of {Sizes[axis]:N0}; at most {int.MaxValue:N0} is possible.");
            count = Int128.Min(count * Sizes[axis], long.MaxValue);         // capped: beyond any storage it need not be exact
            last = Int128.Min(last + ((Int128)Sizes[axis] - 1) * Strides[axis], long.MaxValue);
        }

        if (isEmpty ? Offset > Storage.Count : last >= Storage.Count)
        {
            Int128 index = isEmpty ? Offset : last;
            throw fault($"reaches element {index:N0} of storage '{Storage.Key}', which has {Storage.Count:N0}.");
        }

        if (!isEmpty && count > Storage.Count)
        {
            throw fault($"has {count:N0} elements, but its storage '{Storage.Key}' only {Storage.Count:N0}; "
                + "tensors that repeat elements are not supported.");
        }

        return new Shape(Array.ConvertAll(Sizes, size => (int)size));
    }

    /// <summary>
    /// Whether its elements lie in the storage in row-major order without gaps. Strides of dimensions of size 1 do not matter.
    /// </summary>
    public bool IsContiguous()
    {
        long stride = 1;
        for (int axis = Sizes.Length - 1; axis >= 0; axis--)
        {
            if (Sizes[axis] != 1 && Strides[axis] != stride)
                return false;
            stride *= Sizes[axis];
        }

        return true;
    }
}
