using NetInsight.Execution.Planning;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Running;

/// <summary>The device of a run: memory, transfers and whole operators, for tensors of type <typeparamref name="TTensor"/>.</summary>
internal abstract class RunBackend<TTensor> where TTensor : class, IDense<TTensor>
{
    /// <summary>Puts a plan's constants into its slots.</summary>
    public abstract void PlaceConstants(Plan plan, TTensor?[] slots);

    /// <summary>Memory whose elements hold anything.</summary>
    public abstract TTensor Rent(Shape shape);

    /// <summary>Takes rented memory back.</summary>
    public abstract void Return(TTensor tensor);

    /// <summary>The tensor itself where the device reads the host's memory; else null.</summary>
    public abstract TTensor? Share(Tensor values);

    /// <summary>Copies a tensor from the host as it is.</summary>
    public abstract void Store(Tensor values, TTensor target);

    /// <summary>Copies an NCHW tensor from the host into NHWC memory.</summary>
    public abstract void StoreAsNhwc(Tensor values, TTensor target);

    /// <summary>A copy on the host as it is.</summary>
    public abstract Tensor Fetch(TTensor tensor);

    /// <summary>A copy of an NHWC tensor on the host, NCHW.</summary>
    public abstract Tensor FetchAsNchw(TTensor tensor);

    /// <summary>Computes an operator's whole result.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public abstract void Forward(Operator op, TTensor[] inputs, TTensor result);
}
