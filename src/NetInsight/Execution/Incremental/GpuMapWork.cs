namespace NetInsight;

/// <summary>Incremental runs on a graphics card: what a batch of masks sees of a map is cut out as a batch of small maps, over which ordinary kernels run.</summary>
/// <param name="device">The card.</param>
/// <param name="constantsOf">The constants of a plan there.</param>
/// <param name="entered">The use of the device, which ends with the run.</param>
/// <param name="cancellation">Stops the run between steps.</param>
internal sealed class GpuMapWork(GpuDevice device, Func<Plan, PlanConstants> constantsOf, IDisposable? entered, CancellationToken cancellation) : MapWork<GpuTensor>
{
    private readonly GpuPace _pace = new(device, cancellation);

    /// <inheritdoc/>
    public override bool IsUniform => true;

    /// <inheritdoc/>
    /// <remarks>A window has a few hundred places, and a card is busy from tens of thousands on.</remarks>
    public override int LargestBatch => 128;

    /// <inheritdoc/>
    public override bool Follows(Operator op, FeatureMap input) => op is IRunsOnCuts onCuts && onCuts.OnCuts(input) is not null;

    /// <inheritdoc/>
    public override GpuTensor? Constant(Plan plan, int slot) => constantsOf(plan)[slot];

    /// <inheritdoc/>
    public override GpuTensor Rent(Shape shape) => device.Rent(shape);

    /// <inheritdoc/>
    public override void Return(GpuTensor map) => device.Return(map);

    /// <inheritdoc/>
    public override GpuTensor Send(Tensor values)
    {
        GpuTensor sent = Rent(values.Shape);
        try
        {
            device.Write(sent, values.AsSpan());
            return sent;
        }
        catch
        {
            Return(sent);
            throw;
        }
    }

    /// <inheritdoc/>
    public override Tensor Fetch(GpuTensor map) => device.Read(map);

    /// <inheritdoc/>
    public override void Forward(Operator op, GpuTensor[] inputs, GpuTensor result) => _pace.Forward(op, inputs, result);

    /// <inheritdoc/>
    public override void ForwardParts(Operator op, GpuTensor clean, GpuTensor changed, MapParts parts, GpuTensor? addend, GpuTensor result)
    {
        IRunsOnCuts onCuts = (IRunsOnCuts)op;
        FeatureMap input = FeatureMap.OfStored(clean.Shape);
        Window window = onCuts.WindowOver(input);
        Area wanted = parts[0].Wanted, seen = window.SeenBy(wanted);
        Shape cut = new(parts.Count, seen.Height, seen.Width, input.Channels), made = new(parts.Count, wanted.Height, wanted.Width, result.Shape[-1]);
        GpuTensor? rented = window.IsSingle && parts.WantsWhatChanged ? null : Rent(cut);
        try
        {
            if (rented is not null)
            {
                GpuCut.Run(device, clean, changed, parts, window, rented, onCuts.Outside);
                _pace.Count(cut.Count);
            }

            GpuTensor x = rented ?? changed.Reshape(cut);
            Forward(onCuts.OnCuts(input)!, addend is null ? [x] : [x, addend.Reshape(made)], result.Reshape(made));
        }
        finally
        {
            if (rented is not null)
                Return(rented);
        }
    }

    /// <inheritdoc/>
    public override void Cut(GpuTensor clean, GpuTensor changed, MapParts parts, GpuTensor result)
    {
        GpuCut.Run(device, clean, changed, parts, new Window(WindowAxis.One, WindowAxis.One), result);
        _pace.Count(result.Count);
    }

    /// <inheritdoc/>
    public override void CutMasks(GpuTensor clean, GpuTensor hidden, Area[] masks, Area[] wanted, GpuTensor result) => GpuCut.Run(
        device, clean, hidden, new MapParts([.. wanted.Select((area, n) => new MapPart(0, area, masks[n]))]), new Window(WindowAxis.One, WindowAxis.One), result, patchesAreMap: true);

    /// <inheritdoc/>
    public override Area[] Beyond(GpuTensor clean, PatchedSlot<GpuTensor> patched, float threshold)
    {
        int places = patched.Areas.Sum(area => area.Places), channels = clean.Shape[-1];
        GpuTensor before = Rent(new Shape(places, channels));
        GpuTensor? differs = null;
        try
        {
            differs = Rent(new Shape(places));
            Cut(clean, clean, new MapParts([.. patched.Areas.Select(area => new MapPart(0, area))]), before);
            GpuDifference.Run(device, before, patched.Values.Reshape(before.Shape), threshold, differs);
            return Change.Boxes(Fetch(differs), patched.Areas);
        }
        finally
        {
            Return(before);
            if (differs is not null)
                Return(differs);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => entered?.Dispose();
}
