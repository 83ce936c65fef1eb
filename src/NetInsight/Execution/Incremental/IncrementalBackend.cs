using NetInsight.Execution.Planning;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Incremental;

/// <summary>The arithmetic of incremental runs on one kind of device, whose maps are <typeparamref name="TMap"/>.</summary>
internal abstract class IncrementalBackend<TMap> : IDisposable where TMap : class, IDense<TMap>
{
    /// <summary>Whether the rectangles that all masks change in a map must have one size.</summary>
    public abstract bool IsUniform { get; }

    /// <summary>Masks beyond which a batch gains nothing more.</summary>
    public abstract int LargestBatch { get; }

    /// <summary>Whether parts of what an operator makes of maps of some extents can be computed.</summary>
    public abstract bool Follows(Operator op, FeatureMap input);

    /// <summary>The constant in a slot of a plan; null where there is none.</summary>
    public abstract TMap? Constant(Plan plan, int slot);

    /// <summary>Memory, holding anything.</summary>
    public abstract TMap Rent(Shape shape);

    /// <summary>Takes rented memory back.</summary>
    public abstract void Return(TMap map);

    /// <summary>A copy in rented memory of the device.</summary>
    public abstract TMap Send(Tensor values);

    /// <summary>A copy in memory of its own.</summary>
    public abstract Tensor Fetch(TMap map);

    /// <summary>Computes whole maps.</summary>
    public abstract void Forward(Operator op, TMap[] inputs, TMap result);

    /// <summary>Computes parts of what an operator makes of a map that has changed: see <see cref="IComputesRegions.ForwardRegions"/>.</summary>
    public abstract void ForwardRegions(Operator op, TMap clean, TMap changed, RegionBatch parts, TMap? addend, TMap result);

    /// <summary>Cuts the wanted places of all parts out of a map that has changed.</summary>
    public abstract void Copy(TMap clean, TMap changed, RegionBatch parts, TMap result);

    /// <summary>Cuts rectangles out of the picture, one for each mask and around it, with the mask's places taken from what hides it.</summary>
    public abstract void CopyMasks(TMap clean, TMap hidden, Region[] masks, Region[] wanted, TMap result);

    /// <summary>For each mask the rectangle of the places of a patch at which a channel differs from the clean map by more than a threshold.</summary>
    public abstract Region[] DirtyBeyond(TMap clean, PatchedFeatureMap<TMap> patched, float threshold);

    /// <summary>Lets the device go.</summary>
    public abstract void Dispose();
}
