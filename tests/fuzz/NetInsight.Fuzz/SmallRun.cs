using Google.Protobuf;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests;

namespace NetInsight.Fuzz;

/// <summary>Loads a network and runs it once, as far as its memory and work are small.</summary>
internal static class SmallRun
{
    private const int MaxElements = 100_000;
    private const long MaxWork = 10_000_000;

    /// <summary>Loads and runs the network of a file; of open sizes a small one is chosen.</summary>
    public static void Of(byte[] file) => Of(file, Parsed(file));

    /// <summary>The same where the message is known.</summary>
    public static void Of(byte[] file, ModelProto? network)
    {
        TensorShapeProto? stated = network?.Graph?.Input.FirstOrDefault()?.Type?.TensorType?.Shape;
        bool isOpen = stated?.Dim.Skip(1).Any(dimension => dimension.DimValue <= 0) == true;
        using MemoryStream stream = new(file);
        using Model model = Model.Load(stream, new ModelOptions
        {
            InputSize = isOpen ? new ImageSize(8, 9) : null,
            Parallelism = 1,
            Limits = new LoadLimits { ActivationElements = MaxElements },
        });
        if (model.InputShape is not { } shape || shape.Count is 0 or > MaxElements || model.MultiplyAddCount > MaxWork)
            return;
        try
        {
            model.Forward(HashFill.Uniform("x", shape, -1, 1));
        }
        catch (ArgumentException e) when (e.GetType() == typeof(ArgumentException))
        {
            // Documented: a layer computed what the next cannot use, such as an index of MaxUnpool.
        }
    }

    private static ModelProto? Parsed(byte[] file)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(file);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
