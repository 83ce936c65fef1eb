using CsCheck;

namespace NetInsight.Tests.Formats.PyTorch;

/// <summary>Files that are truncated or changed at random are read or refused by the documented exceptions.</summary>
public sealed class PyTorchFuzzTests : IDisposable
{
    private readonly PyTorchScratch _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void A_file_truncated_anywhere_is_refused()
    {
        foreach (byte[] whole in new[] { TorchFixtures.Zip, TorchFixtures.Legacy })
        {
            for (int length = 2; length < whole.Length; length += length < 100 ? 1 : 50)
            {
                byte[] cut = whole[..length];
                Assert.True(Record.Exception(() => _file.Load(cut)) is ModelFormatException or ResourceLimitException, $"{length} bytes");
            }
        }
    }

    [Fact]
    public void A_file_that_becomes_shorter_is_refused_when_it_is_read()
    {
        foreach (byte[] whole in new[] { TorchFixtures.Zip, TorchFixtures.Legacy })
        {
            Weights weights = _file.Load(whole);
            File.WriteAllBytes(_file.Path, whole[..100]);
            Assert.Contains("became shorter", Assert.Throws<ModelFormatException>(() => weights["tied"]).Message);
            Assert.Contains("became shorter", Assert.Throws<ModelFormatException>(() => weights["view"]).Message);
        }
    }

    [Fact]
    public void Changed_bytes_give_only_the_documented_exceptions() =>
        Gen.Select(Gen.Bool, Gen.Select(Gen.Int[0, 4000], Gen.Byte).Array[1, 4]).Sample(
            (isZip, changes) =>
            {
                byte[] bytes = (byte[])(isZip ? TorchFixtures.Zip : TorchFixtures.Legacy).Clone();
                foreach ((int index, byte value) in changes)
                    bytes[index % bytes.Length] = value;
                _file.AcceptsOrRefuses(bytes);
            },
            iter: 6000,
            threads: 1);

    [Fact]
    public void Random_opcodes_give_only_the_documented_exceptions()
    {
        TorchStorage storage = TorchStorage.Range("0", 10);
        byte[] opcodes = [.. "()]}.01NKMJGXUCcaesutRbQqrhj"u8, 0x85, 0x86, 0x87, 0x88, 0x8a, 0x8c, 0x93, 0x94, 0x95, 0x8d, 0x8e, 0];
        Gen.Int[0, opcodes.Length - 1].Array[1, 40].Sample(
            indices =>
            {
                PickleBuilder pickle = new PickleBuilder().Op("}q\0").Text("a").Tensor(storage, 0, [10], [1]);
                _file.AcceptsOrRefuses(TorchBuilder.Zip(pickle.Op([.. indices.Select(index => opcodes[index])]).Op("s").Stop(), storage));
            },
            iter: 4000,
            threads: 1);
    }
}
