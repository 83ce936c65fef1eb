namespace NetInsight.Formats.PyTorch;

/// <summary>Numbers that lie together in a file, of which tensors are views.</summary>
/// <param name="Type">The type of the numbers.</param>
/// <param name="Key">Its name in the file.</param>
/// <param name="Count">How many numbers it holds.</param>
internal sealed record PyTorchStorage(StorageType Type, string Key, long Count);

/// <summary>A tensor as a pickle describes it: element [i, j, ...] is number offset + i strides[0] + j strides[1] + ... of its storage.</summary>
/// <param name="Storage">Where its numbers lie.</param>
/// <param name="Offset">The number of the storage with which it begins, not negative.</param>
/// <param name="Sizes">The dimensions, not negative.</param>
/// <param name="Strides">As many steps, not negative.</param>
internal sealed record PyTorchTensor(PyTorchStorage Storage, long Offset, long[] Sizes, long[] Strides)
{
    /// <summary>Checks that every element lies in the storage, and gives the shape.</summary>
    /// <param name="fault">Makes the exception of a rule that is broken.</param>
    public Shape Check(Func<string, ModelFormatException> fault)
    {
        Int128 count = 1, last = Offset;
        bool isEmpty = Sizes.AsSpan().Contains(0);
        for (int axis = 0; axis < Sizes.Length; axis++)
        {
            if (Sizes[axis] > int.MaxValue)
                throw fault($"has a dimension of {Sizes[axis]:N0}; at most {int.MaxValue:N0} is possible.");
            count = Int128.Min(count * Sizes[axis], long.MaxValue);         // a product beyond any storage need not be exact
            last = Int128.Min(last + ((Int128)Sizes[axis] - 1) * Strides[axis], long.MaxValue);
        }

        if (isEmpty ? Offset > Storage.Count : last >= Storage.Count)
            throw fault($"reaches number {(isEmpty ? Offset : last):N0} of storage '{Storage.Key}', which has {Storage.Count:N0}.");
        if (!isEmpty && count > Storage.Count)
            throw fault($"has {count:N0} numbers, but its storage '{Storage.Key}' only {Storage.Count:N0}; tensors that repeat numbers are not supported.");
        return new Shape(Array.ConvertAll(Sizes, size => (int)size));
    }

    /// <summary>Whether its elements follow each other without gap, the innermost dimension fastest. Steps of dimensions of 1 do not matter.</summary>
    public bool IsContiguous()
    {
        long step = 1;
        for (int axis = Sizes.Length - 1; axis >= 0; axis--)
        {
            if (Sizes[axis] != 1 && Strides[axis] != step)
                return false;
            step *= Sizes[axis];
        }

        return true;
    }
}
