using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace NetInsight.Benchmarks;

/// <summary>PyTorch in a process of its own, which runs forwards or backwards when it is asked to.</summary>
internal sealed class PyTorchGradient : IDisposable
{
    private readonly Process _process;
    private readonly string _input;

    private PyTorchGradient(Process process, string input) => (_process, _input) = (process, input);

    /// <summary>Its version.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Starts it with a network; null where Python, PyTorch or the network is not installed.</summary>
    public static PyTorchGradient? Start(string python, string model, int threads, Tensor input, int label)
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(input.AsSpan()).ToArray());
        ProcessStartInfo start = new(python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        string script = Path.Combine(AppContext.BaseDirectory, "Gradients", "peer_gradient.py");
        foreach (string argument in new[] { script, model, $"{threads}", path, $"{input.Shape[0]}", $"{input.Shape[2]}", $"{label}" })
            start.ArgumentList.Add(argument);
        start.Environment["OMP_NUM_THREADS"] = $"{threads}";
        try
        {
            PyTorchGradient peer = new(Process.Start(start)!, path);
            if (peer._process.StandardOutput.ReadLine() is { } first)
            {
                peer.Version = JsonDocument.Parse(first).RootElement.GetProperty("version").GetString()!;
                return peer;
            }

            peer.Dispose();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            File.Delete(path);
        }

        return null;
    }

    /// <summary>The times of runs for at least so many milliseconds.</summary>
    public IEnumerable<double> Measure(string what, double milliseconds) =>
        Ask(string.Create(CultureInfo.InvariantCulture, $"{what} {milliseconds}")).GetProperty("ms").EnumerateArray()
            .Select(value => value.GetDouble());

    /// <summary>
    /// The gradient: <c>save</c>, or that of the first image computed in double precision: <c>save-double</c>, or <c>save-chosen</c> with
    /// the choices that a folder holds.
    /// </summary>
    public float[] Gradient(string what, string folder = "")
    {
        string path = Path.GetTempFileName();
        _ = Ask($"{what} {path} {folder}".TrimEnd());
        float[] gradient = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
        File.Delete(path);
        return gradient;
    }

    /// <summary>Its peak in megabytes above what it held before the network.</summary>
    public double Peak()
    {
        JsonElement answer = Ask("peak");
        return answer.GetProperty("peak").GetDouble() - answer.GetProperty("before").GetDouble();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_input);
    }

    private JsonElement Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("PyTorch has ended.");
        return JsonDocument.Parse(answer).RootElement;
    }
}
