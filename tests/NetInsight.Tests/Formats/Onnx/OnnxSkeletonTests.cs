using Google.Protobuf;
using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Tests.Formats.Onnx;

/// <summary>Large raw_data is read directly from the file: for all types, beside small raw_data, and not from malformed files.</summary>
public sealed class OnnxSkeletonTests : IDisposable
{
    private readonly string _path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"netinsight-{Guid.NewGuid():N}.onnx");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_file_and_its_bytes_give_the_same_network()
    {
        float[] large = [.. Enumerable.Range(0, 600).Select(i => i / 64f)];
        OnnxBuilder builder = new OnnxBuilder().Input("x", -1, 600).Output("y").Floats("small", [1], 3).Floats("a", [600], large)
            .Longs("shape", [0, 20, 30]).Floats("b", [600], [.. large.Reverse()])
            .Node("Mul", "x a", "p").Node("Add", "p b", "q").Node("Mul", "q small", "r").Node("Reshape", "r shape", "y");
        TensorProto half = new() { Name = "unused", DataType = 10, RawData = ByteString.CopyFrom(new byte[4000]) };
        half.Dims.Add(2000);
        builder.Proto.Graph.Initializer.Insert(1, half);
        TensorProto longs = new() { Name = "longs", DataType = 7, RawData = ByteString.CopyFrom(new byte[8000]) };
        longs.Dims.Add(1000);
        builder.Proto.Graph.Initializer.Add(longs);
        File.WriteAllBytes(_path, builder.ToBytes());
        Tensor x = new(new Shape(1, 600), large);
        using Model fromFile = Model.Load(_path), fromBytes = builder.Load();
        Assert.Equal(new Shape(1, 20, 30), fromFile.Forward(x).Shape);
        Assert.Equal(fromBytes.Forward(x).AsSpan(), fromFile.Forward(x).AsSpan());
    }

    [Fact]
    public void Data_that_does_not_fill_its_shape_is_refused()
    {
        OnnxBuilder builder = new OnnxBuilder().Input("x", -1, 600).Output("y").Floats("a", [600], new float[600]).Node("Mul", "x a", "y");
        builder.Proto.Graph.Initializer[0].Dims[0] = 601;
        File.WriteAllBytes(_path, builder.ToBytes());
        Assert.Contains("2,400 bytes", Assert.Throws<ModelFormatException>(() => Model.Load(_path)).Message);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] whole = new OnnxBuilder().Input("x", -1, 600).Output("y").Floats("a", [600], new float[600]).Node("Mul", "x a", "y")
            .ToBytes();
        for (int length = 0; length < whole.Length; length += 37)
        {
            File.WriteAllBytes(_path, whole[..length]);
            Exception? refusal = Record.Exception(() => Model.Load(_path));
            Assert.True(refusal is ModelFormatException or UnsupportedOperatorException, $"{length} bytes: {refusal}");
        }
    }
}
