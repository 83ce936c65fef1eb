using System.Text;
using NetInsight.Formats.Npy;
using NetInsight.Tests.Formats.Npy;

namespace NetInsight.Fuzz;

/// <summary>NumPy array files: the header, then the data.</summary>
internal static class NpyTarget
{
    /// <summary>The format as a target.</summary>
    public static FuzzTarget Target { get; } =
        new("npy", bytes => TemporaryFile.Use(bytes, path => NpyFile.Open(path, LoadLimits.Default).Read()), Seeds, Words);

    private static IEnumerable<byte[]> Seeds() =>
    [
        NpyBuilder.Array("<f4", isFortranOrder: false, new Shape(2, 3), [1, 2, 3, 4, 5, 6], 1),
        NpyBuilder.Array(">f8", isFortranOrder: true, new Shape(2, 1, 3), [1, 2, 3, 4, 5, 6], 2),
        NpyBuilder.Array("<f2", isFortranOrder: true, new Shape(2, 2), [1, 2, 3, 4], 3),
        NpyBuilder.Array(">f2", isFortranOrder: false, new Shape(), [1], 1),
        NpyBuilder.Array("<f8", isFortranOrder: false, new Shape(0, 7), [], 1),
        NpyBuilder.Bytes("{\"shape\":(2,),\"descr\":\">f4\",\"fortran_order\":True}", new byte[8], 1),
    ];

    private static IEnumerable<byte[]> Words() => new[]
    {
        "'descr': ", "'fortran_order': ", "'shape': ", "'<f4'", "'>f4'", "'<f2'", "'>f2'", "'<f8'", "'>f8'", "'|O'", "[('a', '<f4')]",
        "True", "False", "()", "(1,)", "(0, 1)", ", ", "4294967296", "9223372036854775807", "-1", "}",
    }.Select(Encoding.ASCII.GetBytes).Append([0x93, .. "NUMPY"u8, 1, 0]).Append([0x93, .. "NUMPY"u8, 2, 0])
        .Append([0x93, .. "NUMPY"u8, 3, 0]);
}
