namespace NetInsight.Kernels.Tensors;

/// <summary>A dense array of floats with a shape, wherever its memory is.</summary>
internal interface IDense<TSelf> where TSelf : class, IDense<TSelf>
{
    /// <summary>The extents, outermost first.</summary>
    Shape Shape { get; }

    /// <summary>The number of elements.</summary>
    int Count { get; }

    /// <summary>The same elements under another shape, sharing the memory.</summary>
    TSelf Reshape(Shape shape);
}
