using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Graphs;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators.Resizing;

namespace NetInsight.Formats.Onnx;

/// <summary>
/// Chooses the sizes for which a file is converted. Every conversion is for one size, so that all shape arithmetic of the file is plain
/// arithmetic; conversions for batches of 2 and 3, and for two heights and widths, are then joined to one graph for any
/// (<see cref="GraphJoin"/>). A file that does not allow it is converted for one image.
/// </summary>
internal sealed class OnnxConversion
{
    /// <summary>Batch sizes that stand for any; not 1, the extent that broadcasts and that Squeeze drops.</summary>
    private static readonly int[] Batches = [2, 3];

    /// <summary>Rows by which the second size is larger: a multiple of the total stride of common networks.</summary>
    private const int MoreRows = 64;

    /// <summary>
    /// Further rows at which a resizing that became a scale is checked: the first for which the network runs, of ever larger strides. At
    /// multiples of the total stride a resizing to the size of the input, or of an earlier layer, looks like a scale.
    /// </summary>
    private static readonly int[] UnevenRows = [75, 76, 88, 112, 160];

    private readonly OnnxFile _file;
    private readonly ImmutableArray<BoundInput> _constants;
    private readonly ImmutableArray<OnnxImage> _images;

    private OnnxConversion(OnnxFile file, OnnxRequest request)
    {
        _file = file;
        _constants = [.. (request.Inputs ?? ImmutableDictionary<string, Tensor>.Empty).Select(Constant)];
        ImmutableArray<OnnxInput> others = [.. file.Inputs.Where(input => !_constants.Any(given => given.Name == input.Name))];
        _images = [.. others.Select(input => new OnnxImage(file, input, request))];
        if (request.ForImages && others.Length > 1)
        {
            string example = others.FirstOrDefault(input => input.Dimensions.Length != 4)?.Name ?? others[^1].Name;
            throw file.Fault(
                "",
                $"the network has {others.Length} inputs, {string.Join(" and ", others)}; the image can be only one of them. Give "
                + $"values for the others, the same for every image: {nameof(ModelOptions)}.{nameof(ModelOptions.Inputs)}, for example "
                + $"for '{Printable.Escape(example)}'.");
        }
    }

    /// <summary>Converts a file.</summary>
    public static OnnxModel Convert(OnnxFile file, OnnxRequest request, ImmutableDictionary<string, string> metadata)
    {
        if (request.Size is null && metadata.TryGetValue("imgsz", out string? size) && SizeIn(size) is { } stated)
            request = request with { MetadataSize = stated };
        OnnxConversion conversion = new(file, request);
        if (!request.ForImages || conversion._images is not [var image])
            return new OnnxModel(conversion.AsStated(), metadata);
        Graph graph = conversion.ForImage(image);
        bool isNchw = image.Order is not { } order || order is [0, 1, 2, 3];
        int batch = graph.Inputs[0].Dimensions is [{ } first, ..] ? first : Batches[0];
        Shape shape = image.Bind(batch).Shape;                                  // one for which the file was converted
        return new OnnxModel(isNchw ? graph : NhwcAbsorption.Apply(graph, shape, request.Cancellation), metadata)
        {
            Size = image.HasOpenSize ? image.Size : null,
            TakesIntegers = image.Input.TakesIntegers,
            TakesSignedBytes = image.Input.ElementType == 3,
        };
    }

    /// <summary>ultralytics' metadata: <c>[height, width]</c> or one value for both.</summary>
    private static ImageSize? SizeIn(string text)
    {
        int[] values = [.. text.Trim('[', ']', '(', ')', ' ').Split(',', StringSplitOptions.TrimEntries)
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : 0)];
        return values is [> 0 and <= 32767, ..] && values[^1] is > 0 and <= 32767 && values.Length <= 2
            ? new ImageSize(values[0], values[^1]) : null;
    }

    /// <summary>A graph of one input, the image.</summary>
    private Graph ForImage(OnnxImage image)
    {
        Exception? first = null;
        if (image.Batch is not 1)
        {
            try
            {
                ImmutableArray<SizedGraph> batches = [.. Batches.Select(batch => Convert([image.Bind(batch)], assumesBatch: true))];
                if (HasAnswerForEach(batches) && !BatchMixing.Mixes(batches[0], batches[1])
                    && WithOpenSize(batches, image, Batches[0], true) is { } open && RunsOneImage(open, image))
                    return open;
            }
            catch (Exception e) when (e is ModelFormatException or UnsupportedOperatorException)
            {
                first = e;
            }
        }

        try
        {
            SizedGraph one = Convert([image.Bind(1, repeats: image.Batch ?? 1)], assumesBatch: false);
            if (image.Batch is > 1 and int repeats)
                return RepeatedBatch.TakeFirst(one, repeats);
            return WithOpenSize([one], image, 1, false) ?? one.Graph;
        }
        catch (ModelFormatException e) when (image.HasOpenSize && image.Size is { } size)
        {
            throw _file.Fault(
                e.Location,
                $"{e.Rule} The input's size is {size}, which the file leaves open; {nameof(ModelOptions)}.{nameof(ModelOptions.InputSize)} "
                + "chooses another.",
                e);
        }
        catch (Exception e) when (first is not null && image.Batch is > 1 && e is ModelFormatException or UnsupportedOperatorException)
        {
            throw first;
        }
    }

    /// <summary>The variants joined, where possible with a further one of another height and width; null where they cannot be.</summary>
    private Graph? WithOpenSize(ImmutableArray<SizedGraph> variants, OnnxImage image, int batch, bool assumesBatch)
    {
        if (image.HasOpenSize)
        {
            try
            {
                SizedGraph larger = Convert([image.Bind(batch, MoreRows)], assumesBatch);
                if (GraphJoin.Of(variants.Add(larger)) is { } open)
                {
                    if (!ResizesToSizes(variants[0].Graph, larger.Graph))
                        return open;
                    if (Uneven(image, batch, assumesBatch) is { } uneven && GraphJoin.Of([.. variants, larger, uneven]) is not null)
                        return open;
                }
            }
            catch (Exception e) when (e is ModelFormatException or UnsupportedOperatorException)
            {
                // The network takes one size only, the chosen one.
            }
        }

        return variants.Length == 1 ? variants[0].Graph : GraphJoin.Of(variants);
    }

    /// <summary>Whether layers are resized to other extents in one graph than in the other.</summary>
    private static bool ResizesToSizes(Graph first, Graph second) => first.Nodes.Zip(second.Nodes).Any(pair =>
        pair.First.Operator is Resize resize && !resize.Equals(pair.Second.Operator));

    private SizedGraph? Uneven(OnnxImage image, int batch, bool assumesBatch)
    {
        foreach (int rows in UnevenRows)
        {
            try
            {
                return Convert([image.Bind(batch, rows)], assumesBatch);
            }
            catch (Exception e) when (e is ModelFormatException or UnsupportedOperatorException)
            {
                // Not a multiple of the network's stride.
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the first output grows with the batch; where it does not, as behind a Reshape to [1, ..], the file is made for one image.
    /// </summary>
    private static bool HasAnswerForEach(ImmutableArray<SizedGraph> batches)
    {
        int output = batches[0].Graph.Outputs[0];
        return !batches[0].Shapes.TryGetValue(output, out Shape first) || !batches[1].Shapes.TryGetValue(output, out Shape second)
            || (first.Rank > 0 && second.Rank > 0 && first[0] != second[0]);
    }

    private bool RunsOneImage(Graph graph, OnnxImage image)
    {
        try
        {
            ShapeInference.Infer(graph, [image.Bind(1).Shape], cancellation: _file.Source.Cancellation);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>A graph with the file's inputs as they are; an open batch stays open where it can.</summary>
    private Graph AsStated()
    {
        bool isOpen = _images.Any(image => image.Input.Dimensions is [null, ..]);
        if (isOpen)
        {
            try
            {
                ImmutableArray<SizedGraph> batches = [.. Batches.Select(batch => Convert(Bound(batch), assumesBatch: true))];
                if (GraphJoin.Of(batches) is { } open)
                    return open;
            }
            catch (Exception e) when (e is ModelFormatException or UnsupportedOperatorException)
            {
                // The file's own arithmetic fits one image only.
            }
        }

        return Convert(Bound(1), assumesBatch: false).Graph;

        BoundInput[] Bound(int batch) => [.. _images.Select(image => new BoundInput(image.Input.Name, image.Bind(
            image.Input.Dimensions is [{ } extent, ..] ? extent : batch).Shape) { Source = image.Input })];
    }

    private SizedGraph Convert(BoundInput[] inputs, bool assumesBatch)
    {
        int batch = inputs is [{ Shape.Rank: > 0 } first, ..] ? first.Steps is [Kernels.Operators.Arrangement.Expand expand, ..]
            ? expand.Extents[0] : first.Shape[0] : 1;
        BoundInput[] all = [.. inputs, .. _constants.Select(constant => Repeated(constant, batch))];
        (Graph graph, Dictionary<int, Shape> shapes) = OnnxGraphConverter.Convert(_file, all, assumesBatch);
        return new SizedGraph(graph, [.. inputs.Select(input => input.Shape)], _file.Source.Cancellation) { Shapes = shapes };
    }

    private BoundInput Constant(KeyValuePair<string, Tensor> given)
    {
        OnnxInput? input = _file.Inputs.FirstOrDefault(input => input.Name == given.Key);
        Shape shape = given.Value.Shape;
        bool isDefault = _file.Initializers.TryGetValue(given.Key, out OnnxConstant? initializer);
        if (input is null && !isDefault && !_file.UnusedInputs.Contains(given.Key))
        {
            throw _file.Fault(
                "",
                $"{nameof(ModelOptions)}.{nameof(ModelOptions.Inputs)} names '{Printable.Escape(given.Key)}', but the network's inputs are "
                + $"{string.Join(" and ", _file.Inputs)}.");
        }

        bool fits = input is null ? initializer is null || initializer.Shape == shape : shape.Rank == input.Dimensions.Length
            && Enumerable.Range(0, shape.Rank).All(axis =>
                input.Dimensions[axis] is not { } known || known == shape[axis] || (axis == 0 && shape[0] == 1));
        if (!fits)
        {
            throw _file.Fault(
                $"input {(input is null ? $"'{Printable.Escape(given.Key)}'" : input)}",
                $"is given values of shape {shape} by {nameof(ModelOptions)}.{nameof(ModelOptions.Inputs)}, which do not fit.");
        }

        return new BoundInput(given.Key, shape) { Constant = given.Value, Source = input };
    }

    /// <summary>Values for one image, repeated for each image of a batch.</summary>
    private static BoundInput Repeated(BoundInput constant, int batch)
    {
        bool isForOne = constant.Source is { Dimensions: [var extent, ..] } && extent is null or > 1 && constant.Shape[0] == 1 && batch > 1;
        return !isForOne ? constant : constant with
        {
            Constant = ConstantRun.Of(
                new Kernels.Operators.Arrangement.Expand([batch, .. Enumerable.Repeat(1, constant.Shape.Rank - 1)]), constant.Constant!),
        };
    }
}
