namespace NetInsight;

/// <summary>
/// A convolution made ready for the processor: bias, addend and ReLU fused, the algorithm chosen by the maps it meets. Inputs: x, and the addend (as large
/// as the result) where there is one.
/// </summary>
internal sealed unsafe record PackedConv(Window Window, ConvWeights Weights, Epilogue Epilogue, bool HasAddend = false) : CpuForm, IFusesRelu, IFusesAdd
{
    /// <inheritdoc/>
    public override string Name => nameof(Conv);

    /// <inheritdoc/>
    public override MemoryOrder Order => MemoryOrder.ChannelsLast;

    /// <inheritdoc/>
    public override bool TakesMap(int input) => true;

    /// <inheritdoc/>
    public Operator WithRelu() => this with { Epilogue = Epilogue with { Relu = true } };

    /// <inheritdoc/>
    public Operator? WithAddend() => HasAddend || Epilogue.Relu ? null : this with { HasAddend = true };

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Window.Slide(FeatureMap.OfPlain(inputs[0], Name), Weights.Outputs, Name).ToPlain(inputs[0]);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        FeatureMap input = FeatureMap.OfStored(x[0].Shape), output = FeatureMap.OfStored(y.Shape);
        Window window = Window.For(input);
        Tensor? added = HasAddend ? x[1] : null;
        fixed (float* source = x[0].AsSpan(), result = y.AsSpan(), addend = added is null ? default : added.AsSpan())
        {
            if (ConvAlgorithm.IsWinograd(device.Precision, window, Weights, output))
                WinogradConv.Compute(device, window, input, output, Weights.ForWinograd(device), Epilogue, source, result, addend);
            else
                Direct(device, window, input, output, source, result, addend);
        }
    }

    /// <summary>A product for each group, whose rows are the places of the output.</summary>
    private void Direct(CpuDevice device, Window window, FeatureMap input, FeatureMap output, float* source, float* result, float* addend)
    {
        PackedMatrix[] matrices = Weights.Direct(device);
        int channels = input.Channels / matrices.Length, outputs = output.Channels / matrices.Length, rows = output.Batch * output.Places;
        bool isPointwise = window == NetInsight.Window.Square(1) with { Ceiling = window.Ceiling };
        for (int group = 0; group < matrices.Length; group++)
        {
            Epilogue epilogue = matrices.Length == 1 || Epilogue.Bias is null
                ? Epilogue
                : Epilogue with { Bias = Epilogue.Bias[(group * outputs)..((group + 1) * outputs)] };
            float* from = source + group * channels, to = result + group * outputs, add = addend == null ? null : addend + group * outputs;
            if (isPointwise)
                MatrixProduct.Compute(device, new DirectRows(from, input.Channels), rows, matrices[group], to, output.Channels, epilogue, add, output.Channels);
            else
                MatrixProduct.Compute(device, new WindowRows(from, window, input, output, channels), rows, matrices[group], to, output.Channels, epilogue, add, output.Channels);
        }
    }
}
