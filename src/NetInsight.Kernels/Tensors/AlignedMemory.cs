using System.Runtime.InteropServices;

namespace NetInsight.Kernels.Tensors;

/// <summary>Arrays of floats whose first used element lies on a 64-byte boundary, so that no vector straddles two cache lines.</summary>
internal static class AlignedMemory
{
    private const int Alignment = 64;
    private const int Slack = Alignment / sizeof(float);

    /// <summary>A pinned array with room for <paramref name="count"/> elements from <paramref name="offset"/> on, not cleared.</summary>
    public static float[] Allocate(int count, out int offset)
    {
        if (count > Array.MaxLength - Slack)
            throw new ResourceLimitException($"A tensor of {count:N0} elements is larger than one array can hold.");

        float[] array = GC.AllocateUninitializedArray<float>(count + Slack, pinned: true);
        offset = OffsetOf(array);
        return array;
    }

    /// <summary>The index of the first element on a boundary, in an array made by <see cref="Allocate"/>.</summary>
    public static int OffsetOf(float[] array)
    {
        nuint address = (nuint)Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        return (int)((Alignment - address % Alignment) % Alignment / sizeof(float));
    }

    /// <summary>The address of the first element on a boundary, in an array made by <see cref="Allocate"/>.</summary>
    public static unsafe float* PointerTo(float[] array) => (float*)Marshal.UnsafeAddrOfPinnedArrayElement(array, OffsetOf(array));

    /// <summary>The count with which <see cref="Allocate"/> was called.</summary>
    public static int CapacityOf(float[] array) => array.Length - Slack;
}
