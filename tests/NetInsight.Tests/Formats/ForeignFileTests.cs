using System.IO.Compression;
using System.Text;

namespace NetInsight.Tests.Formats;

/// <summary>Files of other tools, given instead of a network or weights: the message says what they are and how to convert them.</summary>
public sealed class ForeignFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netinsight-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("lfs_pointer.onnx", "git lfs pull")]
    [InlineData("keras.h5", "from_keras")]
    [InlineData("mlnet_model.zip", "ConvertToOnnx")]
    [InlineData("openvino.xml", "OpenVINO")]
    [InlineData("torchscript.pt", "torch.onnx.export")]
    public void Files_that_users_bring(string name, string word) => Check(SharedFiles.Require($"cases/users/wrong/{name}"), word);

    [Theory]
    [InlineData("\u001c\0\0\0TFL3", "--tflite")]
    [InlineData("\u001c\0\0\0ORTM", ".ort")]
    [InlineData("\n\u000d\n\u0001x\u0012\u000bPlaceholder", "--graphdef")]
    [InlineData("\u0008\u0001\u0012\u00ff\u0001\n\u0003*\u0001tensorflow", "--saved-model")]
    [InlineData("<!DOCTYPE html>\n<html>", "web page")]
    [InlineData("<?xml version='1.0'?>\n<a/>", "XML")]
    [InlineData("{\"format\": \"layers-model\", \"modelTopology\": {}}", "--tfjs")]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": {}}", "Keras")]
    [InlineData("[net]\nbatch=1", "Darknet")]
    [InlineData("name: \"AlexNet\"", "caffe2onnx")]
    [InlineData("7767517\n75 83", "ncnn")]
    public void Files_by_their_first_bytes(string content, string word)
    {
        string path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(content));
        Check(path, word);
    }

    [Theory]
    [InlineData("model.weights.h5", "(.keras)")]
    [InlineData("model/TrainingInfo/Version.txt", "ConvertToOnnx")]
    [InlineData("a/models/model.json", "(.pt2)")]
    [InlineData("a.npy", "(.npz)")]
    [InlineData("folder/model.onnx", "unpack it")]
    public void Zip_files_by_their_entries_wherever_they_stand(string entry, string word)
    {
        string path = Path.Combine(_folder, "model.zip");
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using (Stream large = zip.CreateEntry("large", CompressionLevel.NoCompression).Open())
                large.Write(new byte[200_000]);
            zip.CreateEntry(entry);
        }

        Check(path, word);
    }

    [Fact]
    public void What_a_checkpoint_says_in_its_pickle_is_no_name_of_an_entry()
    {
        string path = Path.Combine(_folder, "model.zip");
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using Stream pickle = zip.CreateEntry("archive/data.pkl", CompressionLevel.NoCompression).Open();
            pickle.Write("/home/me/code/model.onnx constants.pkl Model.key"u8);
        }

        string message = Assert.Throws<ModelFormatException>(() => Weights.Load(path)).Message;
        Assert.StartsWith($"{path}: archive/data.pkl", message);
    }

    [Fact]
    public void A_folder()
    {
        Check(_folder, "is a folder; the path of a file");
        File.WriteAllBytes(Path.Combine(_folder, "saved_model.pb"), []);
        Check(_folder, "--saved-model");
    }

    [Fact]
    public void A_stream()
    {
        using MemoryStream stream = new("version https://git-lfs.github.com/spec/v1\noid"u8.ToArray());
        Assert.Contains("git lfs pull", Assert.Throws<ModelFormatException>(() => Model.Load(stream)).Message);
    }

    [Fact]
    public void Messages_about_files_name_no_parameter_of_ours()
    {
        string path = SharedFiles.Require("cases/users/form_faults/split_uneven_18.onnx");
        string message = Assert.Throws<ModelFormatException>(() => Model.Load(path)).Message;
        Assert.Contains("the last would be empty", message);
        Assert.DoesNotContain("(Parameter", message);
        Assert.Equal("What.", new ArgumentException("What.", "graph").Rule());
        Assert.Equal("What.", new ArgumentException("What.").Rule());
        Assert.StartsWith("-1 is", new ArgumentOutOfRangeException("x", "-1 is").Rule());
    }

    private static void Check(string path, string word)
    {
        foreach (Action load in new Action[] { () => Model.Load(path), () => Weights.Load(path) })
        {
            ModelFormatException error = Assert.Throws<ModelFormatException>(load);
            Assert.Contains(word, error.Message);
            Assert.DoesNotContain('\n', error.Message);
            Assert.Equal(path, error.Path);
        }
    }
}
