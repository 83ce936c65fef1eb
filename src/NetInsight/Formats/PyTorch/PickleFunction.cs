namespace NetInsight.Formats.PyTorch;

/// <summary>The functions that a pickle may call. <see cref="PickleMachine"/> emulates them; no code of the file is run.</summary>
internal enum PickleFunction
{
    /// <summary><c>collections.OrderedDict</c>.</summary>
    OrderedDict,

    /// <summary><c>torch._utils._rebuild_tensor(storage, offset, sizes, strides)</c>, of PyTorch before 0.4.</summary>
    RebuildTensorV1,

    /// <summary><c>torch._utils._rebuild_tensor_v2(storage, offset, sizes, strides, requires_grad, hooks)</c>.</summary>
    RebuildTensorV2,

    /// <summary><c>torch._utils._rebuild_parameter(tensor, requires_grad, hooks)</c>; read as the tensor.</summary>
    RebuildParameter,
}
